import { Blocks, ChannelKinds } from '../../src/application/messaging';
import { DirectChannels } from '../../src/application/messaging/direct/direct-channels';
import {
  type ContactConversations,
  ContactReader,
  Contacts,
  type ConversationEncoder,
  type ConversationEvent,
  ConversationEvents,
  ConversationFeed,
  ConversationMembers,
  type ConversationPlace,
  ConversationPlaces,
  type EncodedFrame,
  type FrameBatch,
  GroupStaff,
  LastSeen,
  type PersonalSession,
  PresenceNews,
  Presences,
  type StaffMember,
} from '../../src/application/realtime';
import { type ChannelKind, otherOf, pairOf } from '../../src/domain/messaging';
import { InProcessEventBus } from '../../src/infrastructure/events/in-process-event-bus';
import type { Id } from '../../src/shared/ids';
import { FakeBlockRepository } from './contacts';
import { FakeDirectChannelReader } from './direct-channels';
import { ManualInvalidations } from './guilds-platform';
import { DeliveryMetrics } from './realtime';
import { SilentLogger } from './rooms-log';
import { FakeUnitOfWork } from './rooms-platform';
import { ManualTimers } from './timers';

/** Keeps what it was handed. */
export class RecordingPersonalSession implements PersonalSession {
  readonly batches: FrameBatch[] = [];
  readonly ends: string[] = [];

  constructor(
    readonly userId: Id,
    readonly encoder: string = 'im',
  ) {}

  /** The frames' texts in order. */
  get texts(): string[] {
    return this.batches.flatMap((batch) => batch.frames.map((frame) => Buffer.from(frame.bytes).toString()));
  }

  deliver(batch: FrameBatch): void {
    this.batches.push(batch);
  }

  end(reason: string): void {
    this.ends.push(reason);
  }
}

/** A short name of an event: `#3` for the message of that seq, else its type. */
export const conversationEventName = (event: ConversationEvent): string =>
  event.type === 'message.created' ? `#${event.message.seq}` : event.type;

/** Writes an event's short name with its variant before it, and counts. A test may hold frames back. */
export class NamingConversationEncoder implements ConversationEncoder {
  readonly encoded: string[] = [];
  before: (event: ConversationEvent) => Promise<void> | undefined = () => undefined;

  constructor(
    readonly name: string,
    private readonly variants: (event: ConversationEvent, session: PersonalSession) => string | undefined = () => '',
    private readonly nameOf = conversationEventName,
  ) {}

  variantOf(event: ConversationEvent, _place: ConversationPlace, session: PersonalSession): string | undefined {
    return this.variants(event, session);
  }

  encode(
    event: ConversationEvent,
    _place: ConversationPlace,
    variant: string,
  ): EncodedFrame | Promise<EncodedFrame | undefined> {
    const text = `${variant}${variant && ':'}${this.nameOf(event)}`;
    this.encoded.push(text);
    const frame: EncodedFrame = { event, bytes: Buffer.from(text) };
    return this.before(event)?.then(() => frame) ?? frame;
  }
}

export class FakeChannelKinds extends ChannelKinds {
  readonly kinds = new Map<Id, ChannelKind>();
  reads = 0;

  async kindOf(channelId: Id): Promise<ChannelKind | undefined> {
    this.reads += 1;
    return this.kinds.get(channelId);
  }
}

/** Who is in which group; a test may let an answer wait. */
export class FakeConversationMembers extends ConversationMembers {
  readonly groups = new Map<Id, readonly Id[]>();
  before: () => Promise<void> | undefined = () => undefined;

  async memberIds(channelId: Id): Promise<readonly Id[]> {
    await this.before();
    return this.groups.get(channelId) ?? [];
  }

  /** In the order in which they came: the member at index n sees from the message `n` on. */
  async readerIds(channelId: Id, seq: number): Promise<readonly Id[]> {
    return (await this.memberIds(channelId)).filter((_userId, index) => index <= seq);
  }
}

/** The owners and admins that a test names. */
export class FakeGroupStaff extends GroupStaff {
  readonly groups = new Map<Id, readonly StaffMember[]>();

  async of(channelId: Id): Promise<readonly StaffMember[]> {
    return this.groups.get(channelId) ?? [];
  }
}

/** The people whose conversations are in the maps. */
export class FakeContactReader extends ContactReader {
  constructor(
    private readonly directs: FakeDirectChannelReader,
    private readonly members: FakeConversationMembers,
  ) {
    super();
  }

  async conversationsOf(userId: Id): Promise<ContactConversations> {
    const groups = [...this.members.groups].filter(([, memberIds]) => memberIds.includes(userId));
    return {
      directUserIds: [...this.directs.channels.values()]
        .filter(({ recipientIds }) => recipientIds.includes(userId))
        .map((channel) => otherOf(channel, userId)),
      groupIds: groups.map(([channelId]) => channelId),
    };
  }
}

/** Everybody can be kept, but for those whom a test takes out. */
export class FakeLastSeen extends LastSeen {
  readonly times = new Map<Id, number>();
  /** How often something was kept. */
  writes = 0;
  flushes = 0;

  constructor(private readonly unknown: ReadonlySet<Id> = new Set()) {
    super();
  }

  async of(userIds: readonly Id[]): Promise<ReadonlyMap<Id, number>> {
    return new Map([...this.times].filter(([userId]) => userIds.includes(userId)));
  }

  async keep(userId: Id, atMs: number): Promise<void> {
    this.writes += 1;
    if (!this.unknown.has(userId)) this.times.set(userId, Math.max(atMs, this.times.get(userId) ?? 0));
  }

  async flush(): Promise<void> {
    this.flushes += 1;
  }
}

/** A feed with conversations that a test opens. */
export class ConversationWorld {
  readonly timers = new ManualTimers();
  readonly metrics = new DeliveryMetrics();
  readonly logger = new SilentLogger();
  readonly bus = new InProcessEventBus(this.logger);
  readonly kinds = new FakeChannelKinds();
  readonly members = new FakeConversationMembers();
  readonly staff = new FakeGroupStaff();
  readonly directs = new FakeDirectChannelReader();
  readonly feed = new ConversationFeed(this.timers, this.metrics, this.logger);
  readonly uow = new FakeUnitOfWork();
  readonly blockings = new FakeBlockRepository(this.uow);
  readonly places = new ConversationPlaces(
    this.kinds,
    new DirectChannels(this.directs),
    this.members,
    this.staff,
    new Blocks(this.blockings, new ManualInvalidations()),
  );
  readonly presences = new Presences(this.timers, this.timers.clock);
  readonly lastSeen = new FakeLastSeen();
  readonly contacts = new Contacts(new FakeContactReader(this.directs, this.members), this.members);
  readonly news: PresenceNews;

  constructor() {
    const { bus, feed, presences, lastSeen, contacts, timers, logger } = this;
    new ConversationEvents(bus, feed, this.places).start();
    this.news = new PresenceNews(presences, lastSeen, contacts, feed, bus, timers.clock, logger);
    this.news.start();
  }

  direct(channelId: Id, one: Id, other: Id): void {
    this.kinds.kinds.set(channelId, 'direct');
    this.directs.channels.set(channelId, { id: channelId, recipientIds: pairOf(one, other) });
  }

  group(channelId: Id, ...memberIds: readonly Id[]): void {
    this.kinds.kinds.set(channelId, 'group');
    this.members.groups.set(channelId, memberIds);
  }

  /** A new session that is told what happens from now on. */
  session(userId: Id, encoder = 'im'): RecordingPersonalSession & { leave(): void } {
    const session = new RecordingPersonalSession(userId, encoder);
    const leave = this.feed.add(session);
    return Object.assign(session, { leave });
  }
}
