import { Injectable } from '@nestjs/common';
import type { Id } from '../../../shared/ids';
import { Logger } from '../../shared/logger';
import { type Dialect, Metrics } from '../../shared/metrics';
import { Timers } from '../../shared/timers';
import { type Delivery, EventLanes } from '../event-lanes';
import type { EncodedFrame } from '../frames';
import type { ConversationEvent } from './conversation-event';
import { FrameJoiner } from './frame-joiner';
import type { Listener } from './listener';
import type { ConversationEncoder, ConversationPlace, PersonalSession } from './personal-session';
import { PersonalSessions } from './personal-sessions';

/** Who is told of an event. */
export interface ConversationAudience {
  readonly place: ConversationPlace;
  readonly userIds: readonly Id[];
  /** Knows already, because it is their own doing. */
  readonly exceptUserId?: Id;
}

interface RegisteredEncoder {
  readonly encoder: ConversationEncoder;
  readonly dialect: Dialect;
}

/** Those who get an event in the same form. */
interface Portion extends RegisteredEncoder {
  readonly variant: string;
  readonly listeners: Listener[];
}

const nothing: Delivery = () => undefined;

/**
 * Tells the im and chat sockets of this process what concerns their owners: in the order in which it happened in each
 * channel, encoded once per form, frames of one tick joined. Without sockets it costs nothing.
 */
@Injectable()
export class ConversationFeed {
  private readonly encoders = new Map<string, RegisteredEncoder>();
  private readonly sessions = new PersonalSessions();
  private readonly lanes: EventLanes;
  private readonly joiner: FrameJoiner;
  /** Of the last event that somebody may be told. */
  private eventNumber = 0;

  constructor(
    timers: Timers,
    private readonly metrics: Metrics,
    private readonly logger: Logger,
  ) {
    this.lanes = new EventLanes(logger);
    this.joiner = new FrameJoiner(timers);
    metrics.gauge('guildhall_conversation_events_waiting', 'Events whose contents are being read', () => {
      return this.lanes.waiting;
    });
  }

  register(encoder: ConversationEncoder, dialect: Dialect): void {
    this.encoders.set(encoder.name, { encoder, dialect });
  }

  /**
   * The session is told what happens from now on, until the returned function is called. With more than
   * `PERSONAL_SESSIONS_MAX` of one person the oldest is ended.
   */
  add(session: PersonalSession): () => void {
    const listener: Listener = { session, firstEvent: this.eventNumber + 1, isRemoved: false, pending: undefined };
    const oldest = this.sessions.add(listener);
    if (oldest) {
      this.metrics.limitReached('personal_sessions');
      this.sessions.remove(oldest);
      oldest.session.end('overflow');
    }
    return () => this.sessions.remove(listener);
  }

  sessionsOf(userId: Id): readonly PersonalSession[] {
    return Array.from(this.sessions.ofUser(userId), ({ session }) => session);
  }

  /** True while nobody is here who could be told anything. */
  get isIdle(): boolean {
    return this.sessions.isEmpty;
  }

  /** Sockets of all dialects together. */
  get size(): number {
    return this.sessions.size;
  }

  /** People with sockets here. */
  get userIds(): readonly Id[] {
    return [...this.sessions.userIds];
  }

  /**
   * Tells an event to whoever `find` names and was here when it happened. Events of one lane are told in the order of
   * these calls, also when who is told and what is shown have to be read first.
   */
  tell(laneId: Id, event: ConversationEvent, find: () => Promise<ConversationAudience | undefined>): void {
    if (this.isIdle) return;
    this.eventNumber += 1;
    const number = this.eventNumber;
    if (this.lanes.push(laneId, () => this.prepare(number, event, find))) return;
    this.metrics.limitReached('conversation_lane');
    void this.overflow(find);
  }

  private async prepare(
    number: number,
    event: ConversationEvent,
    find: () => Promise<ConversationAudience | undefined>,
  ): Promise<Delivery> {
    const audience = await find();
    if (!audience) return nothing;
    const portions = this.portionsOf(number, event, audience);
    if (portions.length === 0) return nothing;
    const frames = await Promise.all(portions.map((portion) => this.encode(event, audience.place, portion)));
    return () => portions.forEach((portion, index) => this.hand(portion, frames[index]));
  }

  private portionsOf(number: number, event: ConversationEvent, audience: ConversationAudience): readonly Portion[] {
    const byEncoder = new Map<string, Map<string, Portion>>();
    this.sessions.visit(audience.userIds, (listener) => {
      const { session } = listener;
      if (listener.firstEvent > number || session.userId === audience.exceptUserId) return;
      const registered = this.encoders.get(session.encoder);
      const variant = registered?.encoder.variantOf(event, audience.place, session);
      if (!registered || variant === undefined) return;
      const byVariant = byEncoder.get(session.encoder) ?? new Map<string, Portion>();
      if (byVariant.size === 0) byEncoder.set(session.encoder, byVariant);
      const portion = byVariant.get(variant);
      if (portion) portion.listeners.push(listener);
      else byVariant.set(variant, { ...registered, variant, listeners: [listener] });
    });
    return [...byEncoder.values()].flatMap((byVariant) => [...byVariant.values()]);
  }

  /** A form that fails takes no other with it. */
  private async encode(
    event: ConversationEvent,
    place: ConversationPlace,
    { encoder, variant }: Portion,
  ): Promise<EncodedFrame | undefined> {
    try {
      return await encoder.encode(event, place, variant);
    } catch (error) {
      this.logger.error('an event could not be encoded', { event: event.type, encoder: encoder.name, error });
      return undefined;
    }
  }

  private hand({ dialect, listeners }: Portion, frame: EncodedFrame | undefined): void {
    if (!frame) return;
    this.joiner.hand(frame, listeners);
    this.metrics.delivered(dialect, listeners.length);
  }

  /** Rather no session than one that misses something without knowing. */
  private async overflow(find: () => Promise<ConversationAudience | undefined>): Promise<void> {
    try {
      const audience = await find();
      const concerned: PersonalSession[] = [];
      this.sessions.visit(audience?.userIds ?? [], ({ session }) => concerned.push(session));
      for (const session of concerned) session.end('overflow');
    } catch (error) {
      this.logger.error('those who missed an event could not be found', { error });
    }
  }
}
