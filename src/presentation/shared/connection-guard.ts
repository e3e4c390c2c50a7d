import { Injectable } from '@nestjs/common';
import type { IncomingMessage } from 'node:http';
import { ServerState } from '../../application/operations/server-state';
import { Clock } from '../../application/shared/clock';
import { Metrics } from '../../application/shared/metrics';
import { HttpSettings } from '../../application/shared/settings';
import { AppError, unavailable } from '../../shared/errors';
import { ClientAddress } from './client-address';
import { TokenBucket } from './token-bucket';

/** Joins one address may make: connections, and rooms joined on an open one. */
export const JOINS_PER_SECOND = 20;
export const JOINS_BURST = 100;
/** Addresses whose joins are counted; when full, those that have been quiet are forgotten, then the oldest. */
export const JOIN_ADDRESSES_MAX = 50_000;

/** What guards every kind of socket before it is opened: origin, number of connections, joins of an address. */
@Injectable()
export class ConnectionGuard {
  private open = 0;
  private readonly waitingForEmpty: (() => void)[] = [];
  private readonly joins = new Map<string, TokenBucket>();

  constructor(
    private readonly settings: HttpSettings,
    private readonly addresses: ClientAddress,
    private readonly state: ServerState,
    private readonly clock: Clock,
    private readonly metrics: Metrics,
  ) {}

  /** @throws AppError `forbidden` (origin), `limited` (joins), `unavailable` (connections, or the server stops) */
  check(request: IncomingMessage): void {
    if (this.state.stopping) throw unavailable('the server is stopping');
    if (!this.allowsOrigin(request.headers.origin)) {
      throw new AppError('forbidden', 'forbidden', 'this origin is not allowed');
    }
    if (this.open >= this.settings.maxConnections) {
      this.metrics.limitReached('connections');
      throw unavailable('服务器连接数已达上限');
    }
    this.countJoin(this.addresses.of(request));
  }

  allowsOrigin(origin: string | undefined): boolean {
    const { allowedOrigins } = this.settings;
    return origin === undefined || allowedOrigins === '*' || allowedOrigins.includes(origin);
  }

  /** @throws AppError `limited` */
  countJoin(address: string): void {
    if (!this.settings.rateLimits || this.bucketOf(address).take(this.clock.nowMs())) return;
    this.metrics.limitReached('joins');
    throw new AppError('limited', 'limited', 'too many joins', { retryAfterMs: 1_000 });
  }

  addressOf(request: IncomingMessage): string {
    return this.addresses.of(request);
  }

  opened(): void {
    this.open += 1;
  }

  closed(): void {
    this.open -= 1;
    if (this.open === 0) for (const tell of this.waitingForEmpty.splice(0)) tell();
  }

  /** Calls `tell` once no connection is open; at once when none is. */
  whenEmpty(tell: () => void): void {
    if (this.open === 0) tell();
    else this.waitingForEmpty.push(tell);
  }

  get connections(): number {
    return this.open;
  }

  private bucketOf(address: string): TokenBucket {
    const existing = this.joins.get(address);
    if (existing) return existing;
    if (this.joins.size >= JOIN_ADDRESSES_MAX) this.forgetQuiet();
    const bucket = new TokenBucket(JOINS_PER_SECOND, JOINS_BURST, this.clock.nowMs());
    this.joins.set(address, bucket);
    return bucket;
  }

  private forgetQuiet(): void {
    const nowMs = this.clock.nowMs();
    for (const [address, bucket] of this.joins) if (bucket.isFull(nowMs)) this.joins.delete(address);
    for (const address of this.joins.keys()) {
      if (this.joins.size < JOIN_ADDRESSES_MAX) return;
      this.joins.delete(address);
    }
  }
}
