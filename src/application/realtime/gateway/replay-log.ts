import { assert } from '../../../shared/assert';
import type { Dispatch } from './dispatch';

/** Events a session can be told again at most ... */
export const REPLAY_EVENTS_MAX = 1_024;
/** ... and how long each is kept. */
export const REPLAY_WINDOW_MS = 180_000;
/** Bytes of the events of one session; events that are shared with other sessions count in full. */
export const REPLAY_SESSION_BYTES_MAX = 8_388_608;
/** Bytes of all events that are kept, shared ones counted once. */
export const REPLAY_PROCESS_BYTES_MAX = 268_435_456;
/** Events a session keeps while the process is beyond {@link REPLAY_PROCESS_BYTES_MAX}. */
export const REPLAY_EVENTS_UNDER_PRESSURE = 64;

/** An event as long as at least one session keeps it. */
export interface KeptEvent {
  event: Dispatch;
  readonly bytes: number;
  readonly atMs: number;
  holders: number;
}

/**
 * An event as text, whose bytes are made when they are asked for. Text lives in the JavaScript heap, which gives memory
 * back to the system when it is let go; thousands of buffers between others leave holes.
 */
class PackedEvent implements Dispatch {
  readonly name: string;
  private readonly text: string;

  constructor({ name, body }: Dispatch) {
    this.name = name;
    this.text = body.toString();
  }

  get body(): Buffer {
    return Buffer.from(this.text);
  }
}

/** What all sessions keep together. */
export class ReplayMemory {
  private last: KeptEvent | undefined;
  private heldBytes = 0;

  get bytes(): number {
    return this.heldBytes;
  }

  get isFull(): boolean {
    return this.heldBytes > REPLAY_PROCESS_BYTES_MAX;
  }

  /** An event is handed to its sessions one after the other, so remembering the last one finds it again. */
  hold(event: Dispatch, nowMs: number): KeptEvent {
    const kept = this.last?.event === event ? this.last : { event, bytes: event.body.length, atMs: nowMs, holders: 0 };
    this.last = kept;
    if (kept.holders === 0) this.heldBytes += kept.bytes;
    kept.holders += 1;
    return kept;
  }

  release(kept: KeptEvent): void {
    kept.holders -= 1;
    if (kept.holders > 0) return;
    this.heldBytes -= kept.bytes;
    if (this.last === kept) this.last = undefined;
  }
}

/** Removed entries at the front before the array is made shorter. */
const COMPACT_AFTER = 64;

/** The latest events of one session by their number `s`, which begins at 1 and has no gap. */
export class ReplayLog {
  private entries: (KeptEvent | undefined)[] = [];
  /** Index of the oldest that is kept. */
  private start = 0;
  private oldestNumber = 1;
  private keptBytes = 0;

  constructor(private readonly memory: ReplayMemory) {}

  /** `s` of the newest event; 0 before the first. */
  get head(): number {
    return this.oldestNumber + this.size - 1;
  }

  /** `s` of the oldest event that is kept; one beyond the head when none is. */
  get oldest(): number {
    return this.oldestNumber;
  }

  get size(): number {
    return this.entries.length - this.start;
  }

  get bytes(): number {
    return this.keptBytes;
  }

  append(event: Dispatch, nowMs: number): void {
    const kept = this.memory.hold(event, nowMs);
    this.entries.push(kept);
    this.keptBytes += kept.bytes;
  }

  /** The event numbered `s`, which must be kept. */
  at(s: number): Dispatch {
    return this.kept(s).event;
  }

  /** Forgets what is beyond the bounds, but nothing from `s` on. */
  trim(nowMs: number, s: number): boolean {
    const eventsMax = this.memory.isFull ? REPLAY_EVENTS_UNDER_PRESSURE : REPLAY_EVENTS_MAX;
    const before = this.oldestNumber;
    while (this.oldestNumber < s && this.size > 0 && this.isBeyond(nowMs, eventsMax)) this.forgetOldest();
    return this.oldestNumber > before;
  }

  /** Forgets everything before the event numbered `s`. */
  forgetBefore(s: number): void {
    while (this.oldestNumber < s && this.size > 0) this.forgetOldest();
  }

  /** Keeps what is up to `s` and this session's alone as text, because it will hardly be asked for. */
  packUpTo(s: number): void {
    for (let number = this.oldestNumber; number <= Math.min(s, this.head); number += 1) {
      const kept = this.kept(number);
      if (kept.holders === 1) kept.event = new PackedEvent(kept.event);
    }
  }

  private kept(s: number): KeptEvent {
    const kept = this.entries[this.start + s - this.oldestNumber];
    assert(kept, `event ${s} is not kept`);
    return kept;
  }

  private isBeyond(nowMs: number, eventsMax: number): boolean {
    if (this.size > eventsMax || this.keptBytes > REPLAY_SESSION_BYTES_MAX) return true;
    return nowMs - this.kept(this.oldestNumber).atMs > REPLAY_WINDOW_MS;
  }

  private forgetOldest(): void {
    const kept = this.kept(this.oldestNumber);
    this.memory.release(kept);
    this.entries[this.start] = undefined;
    this.keptBytes -= kept.bytes;
    this.start += 1;
    this.oldestNumber += 1;
    if (this.start === this.entries.length) {
      this.entries = [];
      this.start = 0;
    } else if (this.start >= COMPACT_AFTER && this.start * 2 >= this.entries.length) {
      this.entries = this.entries.slice(this.start);
      this.start = 0;
    }
  }
}
