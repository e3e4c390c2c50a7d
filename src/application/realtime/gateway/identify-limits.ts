import { Injectable } from '@nestjs/common';
import type { Id } from '../../../shared/ids';
import { Clock } from '../../shared/clock';
import { Metrics } from '../../shared/metrics';
import { HttpSettings } from '../../shared/settings';

/** A bot's shards start in this many rows, told apart by `shard_id % max_concurrency` ... */
export const IDENTIFY_MAX_CONCURRENCY = 16;
/** ... one of each row in this time. */
export const IDENTIFY_INTERVAL_MS = 5_000;
/** Sessions one bot may start in {@link IDENTIFY_WINDOW_MS}. */
export const IDENTIFIES_MAX = 1_000;
export const IDENTIFY_WINDOW_MS = 86_400_000;
/** Bots whose starts are counted; beyond it the one that began first is forgotten. */
export const IDENTIFY_COUNTS_MAX = 50_000;

/** https://docs.discord.com/developers/events/gateway#session-start-limit-object */
export interface SessionStartLimit {
  readonly total: number;
  readonly remaining: number;
  readonly resetAfterMs: number;
  readonly maxConcurrency: number;
}

interface Starts {
  readonly untilMs: number;
  count: number;
  /** When each row was used last. */
  readonly rows: Map<number, number>;
}

/** How often a bot may start sessions; a resume is none. Without limits per client it only tells the numbers. */
@Injectable()
export class IdentifyLimits {
  private readonly startsOf = new Map<Id, Starts>();

  constructor(
    private readonly settings: HttpSettings,
    private readonly clock: Clock,
    private readonly metrics: Metrics,
  ) {}

  /** Counts a start of shard `shardId`; false when it comes too early. */
  take(userId: Id, shardId: number): boolean {
    if (!this.settings.rateLimits) return true;
    const nowMs = this.clock.nowMs();
    const starts = this.current(userId, nowMs) ?? this.begin(userId, nowMs);
    const row = shardId % IDENTIFY_MAX_CONCURRENCY;
    const lastMs = starts.rows.get(row);
    const isEarly = lastMs !== undefined && nowMs - lastMs < IDENTIFY_INTERVAL_MS;
    if (isEarly || starts.count >= IDENTIFIES_MAX) {
      this.metrics.limitReached('gateway_identifies');
      return false;
    }
    starts.rows.set(row, nowMs);
    starts.count += 1;
    return true;
  }

  of(userId: Id): SessionStartLimit {
    const nowMs = this.clock.nowMs();
    const starts = this.current(userId, nowMs);
    return {
      total: IDENTIFIES_MAX,
      remaining: IDENTIFIES_MAX - (starts?.count ?? 0),
      resetAfterMs: starts ? starts.untilMs - nowMs : 0,
      maxConcurrency: IDENTIFY_MAX_CONCURRENCY,
    };
  }

  private current(userId: Id, nowMs: number): Starts | undefined {
    const starts = this.startsOf.get(userId);
    return starts && nowMs < starts.untilMs ? starts : undefined;
  }

  private begin(userId: Id, nowMs: number): Starts {
    // Put at the end: the first in the map is the one that began first.
    this.startsOf.delete(userId);
    const [oldest] = this.startsOf.keys();
    if (oldest !== undefined && this.startsOf.size >= IDENTIFY_COUNTS_MAX) this.startsOf.delete(oldest);
    const starts: Starts = { untilMs: nowMs + IDENTIFY_WINDOW_MS, count: 0, rows: new Map() };
    this.startsOf.set(userId, starts);
    return starts;
  }
}
