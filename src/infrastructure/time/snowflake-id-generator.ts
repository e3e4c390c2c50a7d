import type { Clock } from '../../application/shared/clock';
import { IdGenerator } from '../../application/shared/id-generator';
import type { Logger } from '../../application/shared/logger';
import type { ProcessIdentity } from '../../application/shared/process-identity';
import type { Timers } from '../../application/shared/timers';
import { unavailable } from '../../shared/errors';
import { type Id, idTimeMs } from '../../shared/ids';
import { WORKER_LEASE_SECONDS, type WorkerLeaseStore } from '../persistence/platform/worker-lease.store';
import { SnowflakeSequence } from './snowflake-sequence';

export const WORKER_LEASE_RENEWAL_MS = 10_000;
/** Between two tries to get a worker number back. */
const WORKER_LEASE_RETRY_MS = 1_000;
/** Between two renewals the logical clock may run this far ahead of the wall clock; a later holder starts after it. */
export const LOGICAL_CLOCK_LEAD_MAX_MS = 300_000;

interface Lease {
  readonly workerNumber: number;
  /** On the monotonic clock; a little before the database's expiry, because it counts from before the query. */
  deadlineMs: number;
  /** Ids of a later millisecond are not covered by the lease. */
  reservedUntilMs: number;
}

export interface SnowflakePorts {
  readonly leases: Pick<WorkerLeaseStore, 'take' | 'renew' | 'release'>;
  readonly identity: ProcessIdentity;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly logger: Logger;
  /** Milliseconds of a clock that nobody can set. */
  readonly monotonicMs: () => number;
  /** The log warns of a second process once when sockets of one do not see the other's. */
  readonly warnsOfNeighbours: boolean;
}

/** Ids under a worker number that this process holds in the database; without it none are made. */
export class SnowflakeIdGenerator extends IdGenerator {
  private readonly sequence = new SnowflakeSequence();
  private lease: Lease | undefined;
  private wantedMs = 0;
  private live = 0;
  private warned = false;
  private stopped = false;
  private renewing: Promise<void> | undefined;
  private cancelTimer: () => void = () => undefined;

  constructor(private readonly ports: SnowflakePorts) {
    super();
  }

  next(after?: Id): Id {
    const { lease } = this;
    if (!lease || this.ports.monotonicMs() >= lease.deadlineMs) {
      throw unavailable('the server holds no worker number at the moment and cannot make ids');
    }
    const id = this.sequence.next(lease.workerNumber, this.ports.clock.nowMs(), lease.reservedUntilMs, after);
    if (id !== undefined) return id;
    this.reserveFor(after);
    throw unavailable('the clocks of the servers differ by more than five minutes');
  }

  /** Processes that held a worker number at the last renewal, this one included; 0 before the first. */
  liveProcesses(): number {
    return this.live;
  }

  /** Takes a worker number; the database must be migrated. Rejects when that fails. */
  async start(): Promise<void> {
    await this.take();
    this.renewIn(WORKER_LEASE_RENEWAL_MS);
  }

  /** Gives the worker number back. Later calls of `next` throw. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.cancelTimer();
    await this.renewing;
    const { lease } = this;
    this.lease = undefined;
    if (!lease) return;
    try {
      const { leases, identity } = this.ports;
      await leases.release(lease.workerNumber, identity.processId, this.sequence.reachedMs);
    } catch (error) {
      this.ports.logger.debug('the worker number was not given back; its lease runs out by itself', { error });
    }
  }

  /** Renews now, or takes a new number when the old one is lost. Never rejects. */
  async renew(): Promise<void> {
    this.renewing ??= this.renewOnce().finally(() => {
      this.renewing = undefined;
    });
    await this.renewing;
  }

  private async renewOnce(): Promise<void> {
    try {
      if (!this.lease || !(await this.extend(this.lease))) await this.take();
      this.renewIn(WORKER_LEASE_RENEWAL_MS);
    } catch (error) {
      this.ports.logger.warn('the lease of the worker number could not be renewed', { error });
      this.renewIn(WORKER_LEASE_RETRY_MS);
    }
  }

  private async extend(lease: Lease): Promise<boolean> {
    const { leases, identity } = this.ports;
    const deadlineMs = this.deadlineFromNow();
    const reservedUntilMs = Math.max(lease.reservedUntilMs, this.leadFromNow());
    const live = await leases.renew(lease.workerNumber, identity.processId, reservedUntilMs);
    if (live === 0) {
      this.lease = undefined;
      this.ports.logger.warn('the worker number was lost to another process; taking a new one', {
        workerNumber: lease.workerNumber,
      });
      return false;
    }
    lease.deadlineMs = deadlineMs;
    lease.reservedUntilMs = reservedUntilMs;
    this.see(live);
    return true;
  }

  private async take(): Promise<void> {
    const { leases, identity } = this.ports;
    const deadlineMs = this.deadlineFromNow();
    const reservedUntil = (usedUntilMs: number): number => Math.max(usedUntilMs, this.leadFromNow()) + 1;
    const taken = await leases.take(identity.processId, reservedUntil);
    if (!taken) throw unavailable('all 1,024 worker numbers are in use');
    if (taken.usedUntilMs !== undefined) this.sequence.moveAfter(taken.usedUntilMs);
    const lease = { workerNumber: taken.workerNumber, deadlineMs, reservedUntilMs: this.sequence.reachedMs };
    // The count of live processes comes with the first renewal, which also widens the reservation.
    if (!(await this.extend(lease))) throw unavailable('the worker number was lost as soon as it was taken');
    this.lease = lease;
  }

  /** A caller's `after` lies beyond what is reserved: the next renewal covers it. */
  private reserveFor(after: Id | undefined): void {
    if (after !== undefined) this.wantedMs = Math.max(this.wantedMs, idTimeMs(after));
    this.ports.logger.warn('an id was asked for that lies too far ahead of this clock', { after });
    void this.renew();
  }

  private see(live: number): void {
    this.live = live;
    if (live <= 1 || this.warned || !this.ports.warnsOfNeighbours) return;
    this.warned = true;
    this.ports.logger.warn(
      'a second process uses this PostgreSQL database: its sockets do not see the messages of this one',
      { processes: live },
    );
  }

  private renewIn(delayMs: number): void {
    this.cancelTimer();
    if (!this.stopped) this.cancelTimer = this.ports.timers.after(delayMs, () => void this.renew());
  }

  private deadlineFromNow(): number {
    return this.ports.monotonicMs() + WORKER_LEASE_SECONDS * 1_000;
  }

  private leadFromNow(): number {
    return Math.max(this.ports.clock.nowMs(), this.sequence.reachedMs, this.wantedMs) + LOGICAL_CLOCK_LEAD_MAX_MS;
  }
}
