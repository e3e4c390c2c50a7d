import { Injectable } from '@nestjs/common';
import { type Audience, EventLanes, type FeedSession } from '../../../../application/realtime';
import type { Dispatch } from '../../../../application/realtime/gateway';
import { Logger } from '../../../../application/shared/logger';
import { Metrics } from '../../../../application/shared/metrics';
import type { Id } from '../../../../shared/ids';

/** An event as it is told to those who may see it. */
export interface Announcement {
  /** `t` of the payload. */
  readonly name: string;
  /** Whoever asked for one of these is told; 0: everybody. */
  readonly intent: number;
  /** Who may see it at the moment of asking. */
  readonly audience: () => Audience;
  /** Who is told whatever their intents are. */
  readonly always?: (session: FeedSession) => boolean;
  /** `d` of the payload; undefined when there is nothing to tell after all. */
  readonly data: () => object | undefined | Promise<object | undefined>;
  /** Another form for some, made from the first. */
  readonly lesser?: { readonly isFor: (session: FeedSession) => boolean; readonly data: (full: object) => object };
}

export const encodeDispatch = (name: string, data: object): Dispatch => ({
  name,
  body: Buffer.from(JSON.stringify(data)),
});

/**
 * Tells events, each encoded once in each of its forms. A session is told what it might see when the event happened and
 * still may see when it is told.
 */
@Injectable()
export class Announcer {
  private readonly lanes: EventLanes;

  constructor(
    logger: Logger,
    private readonly metrics: Metrics,
  ) {
    this.lanes = new EventLanes(logger);
    metrics.gauge('gateway_events_waiting', 'Events whose contents are being read', () => this.lanes.waiting);
  }

  /** Events of one lane, a guild or a direct channel, are told in the order of these calls. */
  announce(laneId: Id, announcement: Announcement): void {
    const atFirst = announcement.audience();
    if (!atFirst.some((session) => isTold(session, announcement))) return;
    const isTaken = this.lanes.push(laneId, () => {
      const data = announcement.data();
      if (!(data instanceof Promise)) return () => this.tell(announcement, atFirst, data);
      return data.then((read) => () => this.tell(announcement, atFirst, read));
    });
    if (!isTaken) this.overflow(atFirst);
  }

  /** Something for particular sessions, told in its turn. */
  deliver(laneId: Id, sessions: Audience, prepare: () => (() => void) | Promise<() => void>): void {
    if (!this.lanes.push(laneId, prepare)) this.overflow(sessions);
  }

  private tell(announcement: Announcement, atFirst: Audience, data: object | undefined): void {
    if (!data) return;
    const told = stillTold(announcement, atFirst);
    const { name, lesser } = announcement;
    const some = lesser ? told.filter((session) => lesser.isFor(session)) : [];
    const others = some.length === 0 ? told : told.filter((session) => !lesser?.isFor(session));
    this.hand(others, () => encodeDispatch(name, data));
    if (lesser) this.hand(some, () => encodeDispatch(name, lesser.data(data)));
  }

  private hand(sessions: Audience, encode: () => Dispatch): void {
    if (sessions.length === 0) return;
    // One form after the other: what keeps events for a resume knows again the last one it was handed.
    const event = encode();
    for (const session of sessions) session.deliver(event);
  }

  /** Rather no session than one that misses something without knowing. */
  private overflow(sessions: Audience): void {
    this.metrics.limitReached('gateway_lane');
    for (const { session } of sessions) session.end('overflow');
  }
}

const isTold = (session: FeedSession, { intent, always }: Announcement): boolean =>
  session.wants(intent) || (always?.(session) ?? false);

function stillTold(announcement: Announcement, atFirst: Audience): Audience {
  const now = announcement.audience();
  const before = now === atFirst ? undefined : new Set(atFirst);
  return now.filter((session) => isTold(session, announcement) && (before?.has(session) ?? true));
}
