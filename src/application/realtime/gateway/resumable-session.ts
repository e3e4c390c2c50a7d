import type { Clock } from '../../shared/clock';
import type { Metrics } from '../../shared/metrics';
import type { Dispatch } from './dispatch';
import type { GatewaySession, SessionEnd, SessionIdentity } from './gateway-session';
import { ReplayLog, type ReplayMemory, REPLAY_EVENTS_MAX } from './replay-log';

/** What may wait for the socket of a session that keeps up with the present; beyond it the socket is cut. */
export const UNSENT_BYTES_MAX = 1_048_576;
export const UNSENT_EVENTS_MAX = REPLAY_EVENTS_MAX;
/** The same while the session is told its first state or what it missed, which comes faster than any socket. */
export const CATCH_UP_BYTES_MAX = 33_554_432;
export const CATCH_UP_EVENTS_MAX = 4_096;
/**
 * A first state that is not larger is let go as soon as the socket took it: to tell it again costs as much as to identify
 * anew, and ten thousand of them, kept for half a minute between what stays, leave the heap twice as large.
 */
export const FIRST_STATE_SMALL_BYTES = 262_144;
/** Below this a session counts as writable. */
export const WRITABLE_BELOW_BYTES = 262_144;

/** The socket of a session. Its methods never throw. */
export interface SessionLink {
  /** It is the session's socket from now on. */
  linked(session: ResumableSession): void;
  /** There is something to send: `session.unsent` is above 0. */
  wake(): void;
  /** More waits than may wait; the socket is cut and the session may be resumed. */
  cut(): void;
  /** Another socket resumed the session. */
  replaced(): void;
  /** The session is over. */
  ended(reason: SessionEnd): void;
}

/** What a session needs of the process. */
export interface SessionServices {
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly memory: ReplayMemory;
  /** Called once, when the session is over. */
  readonly ended: (session: ResumableSession, reason: SessionEnd) => void;
}

/**
 * A session with the events it may have to tell again. Those that its socket has not taken yet are the end of the same
 * list, so that nothing is kept twice and a socket that is cut loses nothing.
 */
export class ResumableSession implements GatewaySession {
  /** When its socket was lost; 0 while it has one. */
  detachedAtMs = 0;
  /** Called when it is over. */
  onEnd: (() => void) | undefined;
  private readonly log: ReplayLog;
  private link: SessionLink | undefined;
  /** `s` of the next event for the socket. */
  private nextNumber = 1;
  private unsentBytes = 0;
  /** The last event of the first state; 0 until all of it was dispatched. */
  private firstStateEnd = 0;
  private isCatchingUp = true;
  private isOver = false;
  private writableWaiters: (() => void)[] | undefined;

  constructor(
    readonly id: string,
    readonly identity: SessionIdentity,
    private readonly services: SessionServices,
  ) {
    this.log = new ReplayLog(services.memory);
  }

  get isAttached(): boolean {
    return this.link !== undefined;
  }

  get isEnded(): boolean {
    return this.isOver;
  }

  /** `s` of the newest event. */
  get head(): number {
    return this.log.head;
  }

  /** Events that wait for the socket; 0 while there is none. */
  get unsent(): number {
    return this.link ? this.log.head - this.nextNumber + 1 : 0;
  }

  /** Bytes of {@link unsent}. */
  get waitingBytes(): number {
    return this.unsentBytes;
  }

  dispatch(event: Dispatch): void {
    if (this.isOver) return;
    const nowMs = this.services.clock.nowMs();
    this.log.append(event, nowMs);
    if (!this.link) return this.trim(nowMs);
    this.unsentBytes += event.body.length;
    this.link.wake();
    this.trim(nowMs);
    this.checkBound();
  }

  whenWritable(): Promise<void> {
    if (this.isWritable) return Promise.resolve();
    return new Promise((resolve) => {
      this.writableWaiters ??= [];
      this.writableWaiters.push(resolve);
    });
  }

  end(reason: SessionEnd): void {
    if (this.isOver) return;
    this.isOver = true;
    const { link } = this;
    this.link = undefined;
    this.log.forgetBefore(Number.POSITIVE_INFINITY);
    this.tellWritable();
    link?.ended(reason);
    this.onEnd?.();
    this.services.ended(this, reason);
  }

  /** True when everything after `s` is still kept. */
  canReplayAfter(s: number): boolean {
    return s + 1 >= this.log.oldest && s <= this.log.head;
  }

  /** From now on `link` is the socket, to be told everything after `s`. */
  attach(link: SessionLink, s: number): void {
    const before = this.link;
    this.link = link;
    this.detachedAtMs = 0;
    this.nextNumber = s + 1;
    this.unsentBytes = 0;
    for (let number = s + 1; number <= this.log.head; number += 1) this.unsentBytes += this.log.at(number).body.length;
    this.isCatchingUp = true;
    before?.replaced();
    link.linked(this);
    if (this.unsent > 0) link.wake();
  }

  /** The socket is gone. */
  detach(): void {
    this.link = undefined;
    this.unsentBytes = 0;
    const nowMs = this.services.clock.nowMs();
    this.detachedAtMs = nowMs;
    this.trim(nowMs);
    this.tellWritable();
  }

  isLinkedTo(link: SessionLink): boolean {
    return this.link === link;
  }

  /** The next events for the socket, of about `bytesMax` bytes and at most `eventsMax` but at least one. */
  take(bytesMax: number, eventsMax: number): { readonly events: readonly Dispatch[]; readonly firstNumber: number } {
    const firstNumber = this.nextNumber;
    const events: Dispatch[] = [];
    let bytes = 0;
    while (this.nextNumber <= this.log.head && events.length < eventsMax && (bytes < bytesMax || events.length === 0)) {
      const event = this.log.at(this.nextNumber);
      events.push(event);
      bytes += event.body.length;
      this.nextNumber += 1;
    }
    this.unsentBytes -= bytes;
    if (this.unsent === 0) this.caughtUp();
    if (this.writableWaiters && this.isWritable) this.tellWritable();
    return { events, firstNumber };
  }

  /** Everything of the first state was dispatched. */
  firstStateTold(): void {
    this.firstStateEnd = Math.max(1, this.log.head);
    if (this.unsent === 0) this.caughtUp();
  }

  /** The client said that it has everything up to `s`: its first state, the largest part, is not needed any more. */
  acknowledged(s: number): void {
    this.log.forgetBefore(Math.min(s, this.firstStateEnd, this.nextNumber - 1) + 1);
  }

  /** As if the client had said that it has its first state, because its socket took it a while ago and still lives. */
  firstStateArrived(): void {
    if (this.link) this.acknowledged(this.firstStateEnd);
  }

  /** Forgets what is older or more than is kept; to be called now and then also when nothing happens. */
  trim(nowMs: number): void {
    this.log.trim(nowMs, this.link ? this.nextNumber : Number.POSITIVE_INFINITY);
  }

  private caughtUp(): void {
    if (this.firstStateEnd === 0 || !this.isCatchingUp) return;
    this.isCatchingUp = false;
    if (this.log.bytes <= FIRST_STATE_SMALL_BYTES) this.acknowledged(this.firstStateEnd);
    else this.log.packUpTo(this.firstStateEnd);
  }

  private get isWritable(): boolean {
    return !this.link || this.unsentBytes < WRITABLE_BELOW_BYTES;
  }

  private checkBound(): void {
    const bytesMax = this.isCatchingUp ? CATCH_UP_BYTES_MAX : UNSENT_BYTES_MAX;
    const eventsMax = this.isCatchingUp ? CATCH_UP_EVENTS_MAX : UNSENT_EVENTS_MAX;
    if (this.unsentBytes <= bytesMax && this.unsent <= eventsMax) return;
    this.services.metrics.limitReached('gateway_unsent');
    this.link?.cut();
  }

  private tellWritable(): void {
    const waiters = this.writableWaiters;
    this.writableWaiters = undefined;
    for (const tell of waiters ?? []) tell();
  }
}
