import type { MessageCreated } from '../../domain/messaging';
import type { DomainEvent } from '../../shared/events';
import { compareIds, type Id } from '../../shared/ids';
import type { ChannelEncoder, ClientSession } from './client-session';
import { type ChannelEvent, type EncodedFrame, FrameBatch } from './frames';

/** Frames kept for a session whose initial state is still being read. */
export const HELD_FRAMES_MAX = 4_096;

/** What the initial state already told, so that it is not told twice. */
export interface InitialState {
  /** The newest message in it; absent when it has none. */
  readonly lastMessageId?: Id;
  /** Other events it makes superfluous, such as the session's own joining. */
  readonly covers?: (event: DomainEvent) => boolean;
}

export interface Subscription {
  /**
   * Ends the holding back: what was held and the initial state does not have is delivered now, later events at once.
   * Call it right after the initial state was written.
   */
  release(state: InitialState): void;
  cancel(): void;
}

interface Member {
  readonly session: ClientSession;
  held: EncodedFrame[] | undefined;
  /** Events that were waiting already when the session came: its initial state is read later and has them. */
  skipped: ReadonlySet<DomainEvent> | undefined;
  /**
   * Kept after the release until a newer message passes: a message that the state's read saw committed may be
   * published only now.
   */
  state: InitialState | undefined;
}

const COMMON_VARIANT = '';

/** The sessions of one channel on this process and the events waiting for the end of the tick. */
export class ChannelAudience {
  private readonly membersByEncoder = new Map<string, Set<Member>>();
  private pending: ChannelEvent[] = [];
  /** True when a flush at the end of this tick is arranged. */
  isDue = false;
  /** Ends the waiting of events that may wait, while some do. */
  cancelDelay: (() => void) | undefined;

  constructor(
    private readonly encoders: ReadonlyMap<string, ChannelEncoder>,
    private readonly onDelivered: (encoder: string, count: number) => void,
  ) {}

  add(session: ClientSession): Subscription {
    const skipped = this.pending.length > 0 ? new Set<DomainEvent>(this.pending) : undefined;
    const member: Member = { session, held: [], skipped, state: undefined };
    const members = this.membersByEncoder.get(session.encoder) ?? new Set<Member>();
    members.add(member);
    this.membersByEncoder.set(session.encoder, members);
    return {
      release: (state) => release(member, state),
      cancel: () => {
        members.delete(member);
      },
    };
  }

  /** The event goes out with the next flush, in this order. */
  push(event: ChannelEvent): void {
    this.pending.push(event);
  }

  flush(): void {
    this.isDue = false;
    this.cancelDelay?.();
    this.cancelDelay = undefined;
    if (this.pending.length === 0) return;
    const events = this.pending;
    this.pending = [];
    for (const [name, members] of this.membersByEncoder) {
      const encoder = this.encoders.get(name);
      if (encoder && members.size > 0) this.deliver(encoder, events, members);
    }
  }

  private deliver(encoder: ChannelEncoder, events: readonly ChannelEvent[], members: ReadonlySet<Member>): void {
    if (encoder.variantOf) return this.deliverVariants(encoder, events, members);
    const batch = encodeBatch(encoder, events, () => COMMON_VARIANT);
    if (batch.frames.length === 0) return;
    for (const member of members) hand(member, batch);
    this.onDelivered(encoder.name, members.size * batch.frames.length);
  }

  private deliverVariants(
    encoder: ChannelEncoder,
    events: readonly ChannelEvent[],
    members: ReadonlySet<Member>,
  ): void {
    const batches = new Map<string, FrameBatch>();
    const encoded = new Map<string, EncodedFrame | undefined>();
    for (const member of members) {
      const variants = events.map((event) => encoder.variantOf?.(event, member.session));
      const key = JSON.stringify(variants);
      const batch = batches.get(key) ?? encodeBatch(encoder, events, (index) => variants[index], encoded);
      batches.set(key, batch);
      if (batch.frames.length === 0) continue;
      hand(member, batch);
      this.onDelivered(encoder.name, batch.frames.length);
    }
  }
}

function encodeBatch(
  encoder: ChannelEncoder,
  events: readonly ChannelEvent[],
  variantAt: (index: number) => string | undefined,
  encoded = new Map<string, EncodedFrame | undefined>(),
): FrameBatch {
  const frames: EncodedFrame[] = [];
  events.forEach((event, index) => {
    const variant = variantAt(index);
    if (variant === undefined) return;
    const key = `${index}:${variant}`;
    if (!encoded.has(key)) encoded.set(key, encoder.encode(event, variant));
    const frame = encoded.get(key);
    if (frame) frames.push(frame);
  });
  return new FrameBatch(frames);
}

function hand(member: Member, all: FrameBatch): void {
  const { skipped } = member;
  // Nearly always: nothing to hold back or to leave out.
  if (!skipped && !member.held && !member.state) return member.session.deliver(all);
  member.skipped = undefined;
  const batch = skipped ? selected(all, (event) => !skipped.has(event)) : all;
  if (member.held) return hold(member, member.held, batch);
  const due = member.state ? selected(batch, (event) => passes(member, event)) : batch;
  if (due.frames.length > 0) member.session.deliver(due);
}

/** The same batch when all its frames are wanted, so that its joined buffer stays shared. */
function selected(batch: FrameBatch, isWanted: (event: DomainEvent) => boolean): FrameBatch {
  const frames = batch.frames.filter((frame) => isWanted(frame.event));
  return frames.length === batch.frames.length ? batch : new FrameBatch(frames);
}

function hold(member: Member, held: EncodedFrame[], batch: FrameBatch): void {
  if (held.length + batch.frames.length > HELD_FRAMES_MAX) {
    member.held = [];
    member.session.terminate('held_overflow');
    return;
  }
  held.push(...batch.frames);
}

function release(member: Member, state: InitialState): void {
  const held = new FrameBatch(member.held ?? []);
  member.held = undefined;
  member.state = state;
  if (held.frames.length > 0) hand(member, held);
}

function passes(member: Member, event: DomainEvent): boolean {
  const { state } = member;
  if (!state) return true;
  if (!isMessageCreated(event)) return !state.covers?.(event);
  if (state.lastMessageId !== undefined && compareIds(event.message.id, state.lastMessageId) <= 0) return false;
  member.state = undefined;
  return true;
}

function isMessageCreated(event: DomainEvent): event is MessageCreated {
  return event.type === 'message.created';
}
