import { Injectable } from '@nestjs/common';
import type { Id } from '../../shared/ids';
import type { AccountActor } from '../shared/actor';
import { Clock } from '../shared/clock';
import { Invalidations } from '../shared/invalidations';
import { Logger } from '../shared/logger';
import { Timers } from '../shared/timers';
import { AccessTokens } from './access-tokens';
import { AuthSessionRepository } from './auth-session.repository';
import { authSessionKey, botKey } from './cache-keys';

/** How often logins of open sockets are looked at that may have expired unused. */
const EXPIRY_CHECK_INTERVAL_MS = 60_000;

/** What was opened with a token and lasts longer than the token: it ends with the login, or with the bot's token. */
export interface OpenAccess {
  readonly actor: AccountActor;
  /** Calls `listener` once the access is revoked; at once when it is already. One listener only; never after `close`. */
  onEnd(listener: () => void): void;
  /** Nobody wants to know any more; safe to call twice. */
  close(): void;
}

class WatchedAccess implements OpenAccess {
  private listener: (() => void) | undefined;
  private hasEnded = false;

  constructor(
    readonly actor: AccountActor,
    /** Shown when it was opened. */
    readonly token: string,
    /** When its login can have expired at the earliest. */
    public checkAtMs: number,
    private readonly unwatch: (access: WatchedAccess) => void,
  ) {}

  onEnd(listener: () => void): void {
    if (this.hasEnded) listener();
    else this.listener = listener;
  }

  close(): void {
    this.listener = undefined;
    this.unwatch(this);
  }

  end(): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    const { listener } = this;
    this.close();
    listener?.();
  }
}

/** Tells open sockets when what they were opened with is revoked, on every process within a second. */
@Injectable()
export class AccessWatch {
  /** By the key whose invalidation revokes. */
  private readonly watched = new Map<string, Set<WatchedAccess>>();
  private stopChecking: (() => void) | undefined;

  constructor(
    private readonly tokens: AccessTokens,
    private readonly sessions: AuthSessionRepository,
    private readonly clock: Clock,
    private readonly timers: Timers,
    private readonly logger: Logger,
    invalidations: Invalidations,
  ) {
    invalidations.subscribe((key) => this.revoked(key));
  }

  /** Accesses that are open now. */
  get count(): number {
    let count = 0;
    for (const accesses of this.watched.values()) count += accesses.size;
    return count;
  }

  /**
   * Whose token it is, and the way to know when it is over.
   * @throws AppError unauthenticated `invalid_token`
   */
  async open(token: string): Promise<OpenAccess> {
    const actor = await this.tokens.resolve(token);
    const checkAtMs = await this.tokens.loginExpiresAtMs(actor);
    const access = new WatchedAccess(actor, token, checkAtMs, (one) => this.unwatch(one));
    this.watch(access);
    try {
      // It may have been revoked before it was watched.
      await this.tokens.resolve(token);
      return access;
    } catch (error) {
      access.close();
      throw error;
    }
  }

  private watch(access: WatchedAccess): void {
    const key = keyOf(access.actor);
    const accesses = this.watched.get(key);
    if (accesses) accesses.add(access);
    else this.watched.set(key, new Set([access]));
    this.stopChecking ??= this.timers.every(EXPIRY_CHECK_INTERVAL_MS, () => void this.endExpired());
  }

  private unwatch(access: WatchedAccess): void {
    const key = keyOf(access.actor);
    const accesses = this.watched.get(key);
    if (!accesses?.delete(access) || accesses.size > 0) return;
    this.watched.delete(key);
    if (this.watched.size > 0) return;
    this.stopChecking?.();
    this.stopChecking = undefined;
  }

  private revoked(key: string): void {
    for (const access of [...(this.watched.get(key) ?? [])]) {
      if (access.actor.authSessionId === undefined) void this.endUnlessValid(access);
      else access.end();
    }
  }

  /** A bot's key may come twice, and a bot that was given another token may be back by then. */
  private async endUnlessValid(access: WatchedAccess): Promise<void> {
    try {
      await this.tokens.resolve(access.token);
    } catch {
      access.end();
    }
  }

  /** A login that is not refreshed ends in time; one that is has another time by now. */
  private async endExpired(): Promise<void> {
    const nowMs = this.clock.nowMs();
    for (const [key, accesses] of [...this.watched]) {
      const due = [...accesses].filter(({ checkAtMs }) => checkAtMs <= nowMs);
      const authSessionId = due[0]?.actor.authSessionId;
      if (authSessionId === undefined) continue;
      try {
        const expiresAtMs = await this.expiryOf(authSessionId);
        if (expiresAtMs <= nowMs) this.revoked(key);
        else for (const access of due) access.checkAtMs = expiresAtMs;
      } catch (error) {
        this.logger.warn('the end of a login could not be read', { authSessionId, error });
      }
    }
  }

  private async expiryOf(authSessionId: Id): Promise<number> {
    return (await this.sessions.find(authSessionId))?.expiresAtMs ?? 0;
  }
}

const keyOf = ({ userId, authSessionId }: AccountActor): string =>
  authSessionId === undefined ? botKey(userId) : authSessionKey(authSessionId);
