import { Injectable } from '@nestjs/common';
import { Clock } from '../../application/shared/clock';
import { Timers } from '../../application/shared/timers';

/** A socket is pinged this often ... */
export const HEARTBEAT_INTERVAL_MS = 30_000;
/** ... and closed when nothing was heard of it for this long. */
export const HEARTBEAT_TIMEOUT_MS = 90_000;
const SWEEP_INTERVAL_MS = 5_000;

/** A connection as the monitor sees it. */
export interface Monitored {
  lastHeardAtMs: number;
  lastPingedAtMs: number;
  ping(): void;
  silent(): void;
}

/** One timer for all raw sockets. */
@Injectable()
export class HeartbeatMonitor {
  /** A dialect with a heartbeat of its own has a monitor with its own times. */
  protected readonly intervalMs: number = HEARTBEAT_INTERVAL_MS;
  protected readonly timeoutMs: number = HEARTBEAT_TIMEOUT_MS;
  private readonly connections = new Set<Monitored>();
  private stopSweeping: (() => void) | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly timers: Timers,
  ) {}

  watch(connection: Monitored): void {
    this.connections.add(connection);
    this.stopSweeping ??= this.timers.every(SWEEP_INTERVAL_MS, () => this.sweep());
  }

  unwatch(connection: Monitored): void {
    this.connections.delete(connection);
    if (this.connections.size > 0) return;
    this.stopSweeping?.();
    this.stopSweeping = undefined;
  }

  private sweep(): void {
    const nowMs = this.clock.nowMs();
    for (const connection of [...this.connections]) {
      if (nowMs - connection.lastHeardAtMs >= this.timeoutMs) {
        connection.silent();
      } else if (nowMs - connection.lastPingedAtMs >= this.intervalMs) {
        connection.lastPingedAtMs = nowMs;
        connection.ping();
      }
    }
  }
}
