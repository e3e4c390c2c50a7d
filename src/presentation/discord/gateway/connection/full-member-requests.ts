import type { Id } from '../../../../shared/ids';

/** One request for all members of a guild in this time ... */
export const FULL_REQUEST_INTERVAL_MS = 30_000;
/** ... counted for so many guilds of a connection; beyond it the one asked for first is forgotten. */
export const FULL_REQUEST_GUILDS_MAX = 2_500;

/** When a connection asked for all members of a guild. */
export class FullMemberRequests {
  private readonly askedAtMs = new Map<Id, number>();

  /** Milliseconds until the next request for this guild is answered; 0 counts this one as answered. */
  take(guildId: Id, nowMs: number): number {
    const lastMs = this.askedAtMs.get(guildId);
    const waitMs = lastMs === undefined ? 0 : lastMs + FULL_REQUEST_INTERVAL_MS - nowMs;
    if (waitMs > 0) return waitMs;
    this.askedAtMs.delete(guildId);
    const [oldest] = this.askedAtMs.keys();
    if (oldest !== undefined && this.askedAtMs.size >= FULL_REQUEST_GUILDS_MAX) this.askedAtMs.delete(oldest);
    this.askedAtMs.set(guildId, nowMs);
    return 0;
  }
}
