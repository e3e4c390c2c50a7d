import type {
  ConversationReader,
  ConversationSettingsRepository,
  DirectChannelRepository,
  GroupRepository,
} from '../../src/application/messaging';
import { type Group, type GroupMember, type Message, pairOf } from '../../src/domain/messaging';
import { TypeOrmConversationSettingsRepository } from '../../src/infrastructure/persistence/messaging/typeorm-conversation-settings.repository';
import { TypeOrmConversationReader } from '../../src/infrastructure/persistence/messaging/typeorm-conversation.reader';
import {
  TypeOrmDirectChannelReader,
  TypeOrmDirectChannelRepository,
} from '../../src/infrastructure/persistence/messaging/typeorm-direct-channels';
import { TypeOrmGroupRepository } from '../../src/infrastructure/persistence/messaging/typeorm-group.repository';
import type { Id } from '../../src/shared/ids';
import { type ConversationStores, FakeConversationReader, FakeConversationSettings } from '../fakes/conversation-list';
import { FakeDirectChannelReader, FakeDirectChannelRepository } from '../fakes/direct-channels';
import { FakeGroupRepository, FakeGroups } from '../fakes/groups';
import type { TestDatabase } from '../support/database';
import { type FakeParts, fakeParts, type MessageParts, type StoredParts, storedParts } from './message-parts';
import { aMessage } from './message-storage';

interface ConversationPorts<Parts extends MessageParts> {
  readonly parts: Parts;
  readonly conversations: ConversationReader;
  readonly settings: ConversationSettingsRepository;
  readonly direct: DirectChannelRepository;
  readonly groups: GroupRepository;
  addUsers(count: number): Promise<readonly Id[]>;
  addRoom(id: Id, name: string, memberId: Id, joinedAtMs: number): Promise<void>;
  /** Told of each new channel. */
  opened(channelId: Id): void;
}

/** People who talk in pairs and in groups, in memory or in a database. */
export class ConversationScene<Parts extends MessageParts = MessageParts> {
  constructor(readonly ports: ConversationPorts<Parts>) {}

  get parts(): Parts {
    return this.ports.parts;
  }

  users(count: number): Promise<readonly Id[]> {
    return this.ports.addUsers(count);
  }

  async pair(one: Id, other: Id): Promise<Id> {
    const { uow, ids, clock } = this.parts;
    const channel = { id: ids.next(), recipientIds: pairOf(one, other) };
    await uow.run(() => this.ports.direct.ensure(channel, clock.nowMs()));
    this.ports.opened(channel.id);
    return channel.id;
  }

  /** The first of them owns it. */
  async group(memberIds: readonly Id[], changes: Partial<Group> = {}): Promise<Id> {
    const { uow, ids, clock } = this.parts;
    const [ownerId = '1'] = memberIds;
    const group: Group = {
      ...{ id: ids.next(), name: 'group', description: '', ownerId, joinMode: 'open', isHistoryVisible: false },
      ...{ memberCount: 0, createdAtMs: clock.nowMs(), updatedAtMs: clock.nowMs(), ...changes },
    };
    await uow.run(async () => {
      await this.ports.groups.insert(group);
      await this.ports.groups.addMembers(
        group.id,
        memberIds.map((userId) => this.member(group.id, userId, 0)),
      );
    });
    this.ports.opened(group.id);
    return group.id;
  }

  /** A room that one account has joined. */
  async room(name: string, memberId: Id): Promise<Id> {
    const id = this.parts.ids.next();
    await this.ports.addRoom(id, name, memberId, this.parts.clock.nowMs());
    this.ports.opened(id);
    return id;
  }

  async join(channelId: Id, userId: Id): Promise<void> {
    await this.parts.uow.run(async () => {
      const headSeq = await this.ports.groups.lock(channelId);
      await this.ports.groups.addMembers(channelId, [this.member(channelId, userId, headSeq ?? 0)]);
    });
  }

  async leave(channelId: Id, userId: Id): Promise<void> {
    await this.parts.uow.run(async () => {
      await this.ports.groups.lock(channelId);
      await this.ports.groups.removeMember(channelId, userId);
    });
  }

  async say(channelId: Id, userId: Id, changes: object = {}): Promise<Message> {
    const { message } = await this.parts.writer.append(aMessage(channelId, { author: { userId }, ...changes }));
    return message;
  }

  bury({ channelId, id }: Message, how?: 'recalled'): Promise<boolean> {
    return this.parts.uow.run(() => this.parts.repository.bury(channelId, id, this.parts.clock.nowMs(), how));
  }

  private member(channelId: Id, userId: Id, joinedSeq: number): GroupMember {
    return { channelId, userId, role: 'member', joinedAtMs: this.parts.clock.nowMs(), joinedSeq };
  }
}

export interface FakeConversations extends ConversationScene<FakeParts> {
  readonly stores: ConversationStores;
}

export function fakeConversations(): FakeConversations {
  const parts = fakeParts();
  const { uow, messages } = parts;
  const groups = new FakeGroups(uow);
  const direct = new FakeDirectChannelReader();
  const settings = new FakeConversationSettings(uow);
  const groupRepository = new FakeGroupRepository(groups);
  groupRepository.lock = async (channelId) =>
    groups.groups.has(channelId) ? (messages.headSeq(channelId) ?? 0) : undefined;
  const directRepository = new FakeDirectChannelRepository(direct, uow);
  const stores: ConversationStores = { messages, direct, groups, settings, rooms: [] };
  const scene = new ConversationScene({
    ...{ parts, settings, groups: groupRepository, direct: directRepository },
    conversations: new FakeConversationReader(stores),
    addUsers: async (count) => Array.from({ length: count }, () => parts.ids.next()),
    addRoom: async (id, name, memberId, joinedAtMs) => {
      stores.rooms.push({ id, name, members: new Map([[memberId, { joinedSeq: 0, joinedAtMs }]]) });
    },
    opened: (channelId) => messages.open(channelId),
  });
  return Object.assign(scene, { stores });
}

export async function storedConversations(database: TestDatabase): Promise<ConversationScene<StoredParts>> {
  const parts = await storedParts(database);
  const { context, dataSource } = parts.storage;
  return new ConversationScene({
    parts,
    conversations: new TypeOrmConversationReader(context),
    settings: new TypeOrmConversationSettingsRepository(context),
    direct: new TypeOrmDirectChannelRepository(context, new TypeOrmDirectChannelReader(context)),
    groups: new TypeOrmGroupRepository(context),
    addUsers: async (count) => {
      const ids = Array.from({ length: count }, () => parts.ids.next());
      await dataSource.query(
        `INSERT INTO users (id, kind, username, username_key, created_at)
         SELECT id, 'human', 'user' || id, 'user' || id, now() FROM unnest($1::bigint[]) AS id`,
        [ids],
      );
      return ids;
    },
    addRoom: async (id, name, memberId, joinedAtMs) => {
      await dataSource.query(`INSERT INTO channels (id, kind, name) VALUES ($1, 'room', $2)`, [id, name]);
      await dataSource.query('INSERT INTO channel_recipients (channel_id, user_id, joined_at) VALUES ($1, $2, $3)', [
        ...[id, memberId, new Date(joinedAtMs)],
      ]);
    },
    opened: () => undefined,
  });
}
