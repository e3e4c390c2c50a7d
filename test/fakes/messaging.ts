import {
  type ActGrant,
  type Appended,
  ChannelPolicies,
  ChannelPolicy,
  type HistoryGrant,
  type HistoryQuery,
  MemberNames,
  type MessageAct,
  type MessageParts,
  MessageComposer,
  type MessageAddress,
  MessageReader,
  MessageRepository,
  MessageWriter,
  type ModerationEntry,
  type NamedMembers,
  type NewMessage,
  type PinsQuery,
  type SendGrant,
} from '../../src/application/messaging';
import { Blocks } from '../../src/application/messaging/contacts/blocks';
import { MessageNotices } from '../../src/application/messaging/notifications/message-notices';
import type { Actor } from '../../src/application/shared/actor';
import type { EventBus } from '../../src/application/shared/event-bus';
import type { IdGenerator } from '../../src/application/shared/id-generator';
import type { UnitOfWork } from '../../src/application/shared/unit-of-work';
import type { Message, MessageCreated } from '../../src/domain/messaging';
import { InvalidationHub } from '../../src/infrastructure/persistence/invalidation-hub';
import { assert } from '../../src/shared/assert';
import { AppError } from '../../src/shared/errors';
import { compareIds, type Id, idTimeMs } from '../../src/shared/ids';
import { FakeBlockRepository } from './contacts';
import { FakeUserDirectory } from './direct-channels';
import { SilentLogger } from './rooms-log';
import { FakeUnitOfWork } from './rooms-platform';

/** The messages of every channel, tombstones included. */
export class FakeMessages {
  private readonly channels = new Map<Id, Message[]>();
  private readonly buried = new Set<Id>();

  open(channelId: Id): void {
    if (!this.channels.has(channelId)) this.channels.set(channelId, []);
  }

  put(...messages: readonly Message[]): void {
    for (const message of messages) {
      this.open(message.channelId);
      this.channels.get(message.channelId)?.push(message);
    }
  }

  replace(message: Message): void {
    const messages = this.channels.get(message.channelId) ?? [];
    this.channels.set(
      message.channelId,
      messages.map((one) => (one.id === message.id ? message : one)),
    );
  }

  bury(messageId: Id): void {
    this.buried.add(messageId);
  }

  recall({ details: _details, flags: _flags, pinnedAtMs: _pin, ...message }: Message, recalledAtMs: number): void {
    this.replace({ ...message, content: '', recalledAtMs });
  }

  /** What is not deleted, in `seq` order; undefined without such a channel. */
  of(channelId: Id, withRecalled = false): Message[] | undefined {
    return this.channels
      .get(channelId)
      ?.filter(({ id, recalledAtMs }) => !this.buried.has(id) && (withRecalled || recalledAtMs === undefined))
      .sort((a, b) => a.seq - b.seq);
  }

  /** Everything that was ever said in the channel, and whether it is a tombstone by now, in `seq` order. */
  rows(channelId: Id): { readonly message: Message; readonly isGone: boolean }[] {
    const messages = [...(this.channels.get(channelId) ?? [])].sort((a, b) => a.seq - b.seq);
    return messages.map((message) => ({
      message,
      isGone: message.recalledAtMs !== undefined || this.buried.has(message.id),
    }));
  }

  all(withRecalled = false): Message[] {
    return [...this.channels.keys()].flatMap((channelId) => this.of(channelId, withRecalled) ?? []);
  }

  headSeq(channelId: Id): number | undefined {
    const messages = this.channels.get(channelId);
    return messages && Math.max(0, ...messages.map((message) => message.seq));
  }
}

type Hook = (method: string) => Promise<void> | void;

/** Reads {@link FakeMessages}; a test may stop or fail a read before it looks and after it has looked. */
export class FakeMessageReader extends MessageReader {
  readonly calls: string[] = [];
  before: Hook = () => undefined;
  after: Hook = () => undefined;

  constructor(readonly messages = new FakeMessages()) {
    super();
  }

  page(query: HistoryQuery): Promise<readonly Message[]> {
    const { channelId, before, after, around, fromSeq = 0, limit } = query;
    return this.read('page', () => {
      const messages = (this.messages.of(channelId, query.withRecalled) ?? []).filter(({ seq }) => seq > fromSeq);
      if (around !== undefined) return aroundOf(messages, around, limit);
      const fitting = messages.filter(
        ({ id }) => (!before || compareIds(id, before) < 0) && (!after || compareIds(id, after) > 0),
      );
      return after === undefined ? fitting.slice(-limit) : fitting.slice(0, limit);
    });
  }

  findMany(addresses: readonly MessageAddress[]): Promise<readonly Message[]> {
    const isAsked = ({ id, channelId }: Message): boolean =>
      addresses.some((address) => address.messageId === id && address.channelId === channelId);
    return this.read('findMany', () => this.messages.all().filter(isAsked));
  }

  locate(messageIds: readonly Id[]): Promise<readonly Message[]> {
    return this.read('locate', () => this.messages.all(true).filter(({ id }) => messageIds.includes(id)));
  }

  pins({ channelId, beforeMs = Infinity, fromSeq = 0, limit }: PinsQuery): Promise<readonly Message[]> {
    return this.read('pins', () =>
      (this.messages.of(channelId) ?? [])
        .filter(({ pinnedAtMs, seq }) => pinnedAtMs !== undefined && pinnedAtMs < beforeMs && seq > fromSeq)
        .sort((a, b) => (b.pinnedAtMs ?? 0) - (a.pinnedAtMs ?? 0) || b.seq - a.seq)
        .slice(0, limit),
    );
  }

  range(channelId: Id, fromSeq: number, toSeq: number): Promise<readonly Message[]> {
    return this.read(`range ${fromSeq}-${toSeq}`, () =>
      (this.messages.of(channelId) ?? []).filter(({ seq }) => seq >= fromSeq && seq <= toSeq),
    );
  }

  headSeq(channelId: Id): Promise<number | undefined> {
    return this.read('headSeq', () => this.messages.headSeq(channelId));
  }

  headSeqs(channelIds: readonly Id[]): Promise<ReadonlyMap<Id, number>> {
    return this.read('headSeqs', () => new Map(channelIds.map((id) => [id, this.messages.headSeq(id) ?? 0])));
  }

  private async read<Result>(method: string, look: () => Result): Promise<Result> {
    this.calls.push(method);
    await this.before(method);
    const result = look();
    await this.after(method);
    return result;
  }
}

function aroundOf(messages: readonly Message[], around: Id, limit: number): readonly Message[] {
  const older = Math.floor(limit / 2);
  return [
    ...messages.filter(({ id }) => compareIds(id, around) < 0).slice(-older || messages.length),
    ...messages.filter(({ id }) => compareIds(id, around) >= 0).slice(0, limit - older),
  ];
}

/** Appends to {@link FakeMessages} at once and publishes, without the rules of a real writer. */
export class FakeMessageWriter extends MessageWriter {
  readonly appended: NewMessage[] = [];
  /** When set, the next append fails with it. */
  failure: AppError | undefined;

  constructor(
    private readonly messages: FakeMessages,
    private readonly ids: IdGenerator,
    private readonly bus: EventBus,
  ) {
    super();
  }

  async append(entry: NewMessage): Promise<Appended> {
    this.appended.push(entry);
    const { failure } = this;
    this.failure = undefined;
    if (failure) throw failure;
    const first = this.messages.of(entry.channelId)?.find((message) => isSameSend(entry, message));
    if (first) return { message: first, isRepeat: true };
    const message = this.store(entry);
    const event: MessageCreated = { type: 'message.created', channelId: message.channelId, message };
    this.bus.publish(event);
    return { message, isRepeat: false };
  }

  async flush(): Promise<void> {
    await Promise.resolve();
  }

  private store({ channelId, kind, author, byAdmin, content, nonce, flags, details }: NewMessage): Message {
    const headSeq = this.messages.headSeq(channelId);
    if (headSeq === undefined) throw new AppError('not_found', 'not_found', `Channel ${channelId} not found`);
    const id = this.ids.next();
    const message: Message = {
      ...{ id, channelId, seq: headSeq + 1, kind, author, byAdmin, content, nonce },
      createdAtMs: idTimeMs(id),
      ...(flags && { flags }),
      ...(details && { details }),
    };
    this.messages.put(message);
    return message;
  }
}

const isSameSend = ({ nonce, author }: NewMessage, message: Message): boolean =>
  nonce !== undefined && message.nonce === nonce && message.author?.userId === author?.userId;

export class FakeMessageRepository extends MessageRepository {
  constructor(
    private readonly messages: FakeMessages,
    private readonly uow: UnitOfWork,
  ) {
    super();
  }

  async lockChannel(channelId: Id): Promise<number | undefined> {
    assert(this.uow.active, 'a channel is only locked inside a unit of work');
    return this.messages.headSeq(channelId);
  }

  async find(channelId: Id, messageId: Id, withRecalled = false): Promise<Message | undefined> {
    return this.messages.of(channelId, withRecalled)?.find((message) => message.id === messageId);
  }

  async bury(channelId: Id, messageId: Id, deletedAtMs = 0, how: 'deleted' | 'recalled' = 'deleted'): Promise<boolean> {
    assert(this.uow.active, 'a message is only buried inside a unit of work');
    // Looked up and buried in one step, as under the channel's lock.
    const message = this.messages.of(channelId)?.find(({ id }) => id === messageId);
    if (message && how === 'recalled') this.messages.recall(message, deletedAtMs);
    else if (message) this.messages.bury(messageId);
    return message !== undefined;
  }

  async buryMany(channelId: Id, messageIds: readonly Id[]): Promise<readonly Id[]> {
    const buried: Id[] = [];
    for (const id of messageIds) if (await this.bury(channelId, id)) buried.push(id);
    return buried;
  }

  async rewrite(message: Message): Promise<void> {
    assert(this.uow.active, 'a message is only rewritten inside a unit of work');
    this.messages.replace(message);
  }

  async setPin(channelId: Id, messageId: Id, pinnedAtMs: number | undefined): Promise<number | undefined> {
    assert(this.uow.active, 'a message is only pinned inside a unit of work');
    const { pinnedAtMs: _old, ...message } = (await this.find(channelId, messageId)) as Message;
    this.messages.replace({ ...message, ...(pinnedAtMs !== undefined && { pinnedAtMs }) });
    const times = this.pinned(channelId).map((one) => one.pinnedAtMs ?? 0);
    return times.length === 0 ? undefined : Math.max(...times);
  }

  async countPins(channelId: Id): Promise<number> {
    return this.pinned(channelId).length;
  }

  private pinned(channelId: Id): Message[] {
    return (this.messages.of(channelId) ?? []).filter(({ pinnedAtMs }) => pinnedAtMs !== undefined);
  }
}

/** Grants what a test says, and refuses with what a test says. */
export class FakeChannelPolicy extends ChannelPolicy {
  readonly kind = 'room';
  readonly asked: string[] = [];
  refusal: AppError | undefined;
  /** Refused alone, when the test sets them. */
  readonly refusals = new Map<string, AppError>();
  readonly logged: ModerationEntry[] = [];
  /** What the sends asked for. */
  readonly parts: MessageParts[] = [];
  grant: SendGrant = { kind: 'text', byAdmin: false };
  act: ActGrant = {};
  /** Who may read what is sent. */
  readers: readonly Id[] = [];
  history: HistoryGrant = {};

  async requireSend(_actor: Actor, _channelId: Id, parts: MessageParts): Promise<SendGrant> {
    this.parts.push(parts);
    this.ask('send');
    return this.grant;
  }

  async requireHistory(): Promise<HistoryGrant> {
    this.ask('history');
    return this.history;
  }

  async requireDelete(): Promise<ActGrant> {
    this.ask('delete');
    return this.act;
  }

  async requireAct(_actor: Actor, _channelId: Id, act: MessageAct): Promise<ActGrant> {
    this.ask(act);
    return this.act;
  }

  override async readersAmong(_channelId: Id, userIds: readonly Id[]): Promise<readonly Id[]> {
    return userIds.filter((userId) => this.readers.includes(userId));
  }

  override async logAct(_actor: Actor, _grant: ActGrant, entry: ModerationEntry): Promise<void> {
    this.logged.push(entry);
  }

  private ask(what: string): void {
    this.asked.push(what);
    const refusal = this.refusal ?? this.refusals.get(what);
    if (refusal) throw refusal;
  }
}

/** One policy for every channel. */
export class OneChannelPolicy extends ChannelPolicies {
  constructor(private readonly policy: ChannelPolicy) {
    super();
  }

  async of(): Promise<ChannelPolicy> {
    return this.policy;
  }
}

/** Nobody has blocked anybody. */
export const fakeNotices = (users = new FakeUserDirectory()): MessageNotices => {
  const invalidations = new InvalidationHub(new SilentLogger());
  return new MessageNotices(users, new Blocks(new FakeBlockRepository(new FakeUnitOfWork()), invalidations));
};

/** Who takes part in which channel, by name. */
export class FakeMemberNames extends MemberNames {
  /** How often it was asked. */
  reads = 0;
  private readonly members = new Map<Id, Map<string, Id>>();

  add(channelId: Id, name: string, userId: Id): void {
    const names = this.members.get(channelId) ?? new Map<string, Id>();
    this.members.set(channelId, names.set(name.toLowerCase(), userId));
  }

  async find(channelId: Id, names: readonly string[], userIds: readonly Id[]): Promise<NamedMembers> {
    this.reads += 1;
    const members = this.members.get(channelId) ?? new Map<string, Id>();
    const found = names.flatMap((name): [string, Id][] => {
      const id = members.get(name.toLowerCase());
      return id === undefined ? [] : [[name, id]];
    });
    const ids = new Set(members.values());
    const named = [...userIds.filter((id) => ids.has(id)), ...found.map(([, id]) => id)];
    return { byName: new Map(found), userIds: new Set(named) };
  }
}

/** What a sender needs to compose messages. */
export const fakeComposer = (messages = new FakeMessages(), users = new FakeUserDirectory()): MessageComposer =>
  new MessageComposer(users, new FakeMessageReader(messages), new FakeMemberNames());
