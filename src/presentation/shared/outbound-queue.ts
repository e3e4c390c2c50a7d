import { Injectable } from '@nestjs/common';
import type { Socket } from 'node:net';
import { Metrics } from '../../application/shared/metrics';
import { Timers } from '../../application/shared/timers';

/** What may wait for one socket: our queue and the socket's own buffer together. */
export const OUTBOUND_BYTES_MAX = 1_048_576;
export const OUTBOUND_FRAMES_MAX = 4_096;
/** What may wait for all sockets of the process together. */
export const OUTBOUND_PROCESS_BYTES_MAX = 268_435_456;

/** What has something to write at the end of the tick. */
export interface Flushable {
  flush(): void;
}

/** Sum of what waits for all sockets. Only sockets that lag behind report. */
@Injectable()
export class OutboundBudget {
  private waitingBytes = 0;
  private readonly dirty: Flushable[] = [];

  constructor(
    private readonly timers: Timers,
    private readonly metrics: Metrics,
  ) {
    metrics.gauge('guildhall_outbound_waiting_bytes', 'Bytes waiting for sockets that lag behind', () => this.total);
  }

  get total(): number {
    return this.waitingBytes;
  }

  /** Replaces what a socket reported before; false when it is more than `bytesMax`, or all together have too much. */
  report(before: number, now: number, frames: number, bytesMax = OUTBOUND_BYTES_MAX): boolean {
    this.waitingBytes += now - before;
    const limit = overLimit(now, bytesMax, frames, this.waitingBytes);
    if (!limit) return true;
    this.metrics.limitReached(limit);
    return false;
  }

  /** Flushes `queue` at the end of the tick. */
  flushLater(queue: Flushable): void {
    this.dirty.push(queue);
    if (this.dirty.length > 1) return;
    this.timers.endOfTick(() => {
      for (const due of this.dirty.splice(0)) due.flush();
    });
  }
}

function overLimit(bytes: number, bytesMax: number, frames: number, processBytes: number): string | undefined {
  if (bytes > bytesMax) return 'outbound_bytes';
  if (frames > OUTBOUND_FRAMES_MAX) return 'outbound_frames';
  if (processBytes > OUTBOUND_PROCESS_BYTES_MAX) return 'outbound_process_bytes';
  return undefined;
}

/**
 * What goes out to one raw socket, in order. As long as the socket takes everything it costs nothing; once it lags
 * behind, frames wait here within bounds, and beyond them `onOverflow` ends the connection.
 */
export class OutboundQueue {
  /** Called when the socket takes more, after what waited here. */
  onDrained: (() => void) | undefined;
  private waiting: Uint8Array[] = [];
  private waitingBytes = 0;
  private waitingFrames = 0;
  private laterFrames: Uint8Array[] = [];
  /** Told apart from the array so that the usual write looks at this object alone. */
  private hasLater = false;
  private isBlocked = false;
  private isClosed = false;
  private reported = 0;

  constructor(
    private readonly socket: Socket,
    private readonly budget: OutboundBudget,
    private readonly onOverflow: () => void,
    private readonly bytesMax = OUTBOUND_BYTES_MAX,
  ) {
    socket.on('drain', () => this.drained());
  }

  /** True while the socket takes nothing: what is written now waits here. */
  get isLagging(): boolean {
    return this.isBlocked;
  }

  /** Bytes that wait here and in the socket. */
  get pendingBytes(): number {
    return this.waitingBytes + this.socket.writableLength;
  }

  /** Writes whole frames now. */
  write(bytes: Uint8Array, frames: number): void {
    if (this.isClosed) return;
    if (this.hasLater) this.flush();
    if (!this.isBlocked) {
      this.isBlocked = !this.socket.write(bytes);
    } else {
      this.waiting.push(bytes);
      this.waitingBytes += bytes.byteLength;
      this.waitingFrames += frames;
    }
    if (this.isBlocked) this.report();
  }

  /** Writes a frame at the end of the tick, together with what else there is by then. */
  writeLater(frame: Uint8Array): void {
    if (this.isClosed) return;
    this.laterFrames.push(frame);
    this.hasLater = true;
    if (this.laterFrames.length === 1) this.budget.flushLater(this);
  }

  flush(): void {
    const frames = this.laterFrames;
    const [first] = frames;
    if (!first) return;
    this.laterFrames = [];
    this.hasLater = false;
    this.write(frames.length === 1 ? first : Buffer.concat(frames), frames.length);
  }

  /** Hands everything to the socket, because a close frame follows. */
  writeAll(): void {
    this.flush();
    const waiting = this.waiting;
    this.forgetWaiting();
    if (waiting.length > 0 && !this.isClosed) this.socket.write(Buffer.concat(waiting));
    this.close();
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.onDrained = undefined;
    this.laterFrames = [];
    this.hasLater = false;
    this.forgetWaiting();
    this.budget.report(this.reported, 0, 0);
    this.reported = 0;
  }

  private drained(): void {
    this.isBlocked = false;
    const waiting = this.waiting;
    const [first] = waiting;
    this.forgetWaiting();
    // Past `write`: frames meant for the end of the tick came after these and must not overtake them.
    if (first) this.isBlocked = !this.socket.write(waiting.length === 1 ? first : Buffer.concat(waiting));
    if (this.isClosed) return;
    this.report();
    if (!this.isBlocked) this.onDrained?.();
  }

  private report(): void {
    const before = this.reported;
    this.reported = this.isBlocked ? this.pendingBytes : 0;
    if (this.budget.report(before, this.reported, this.waitingFrames, this.bytesMax)) return;
    this.close();
    this.onOverflow();
  }

  private forgetWaiting(): void {
    this.waiting = [];
    this.waitingBytes = 0;
    this.waitingFrames = 0;
  }
}
