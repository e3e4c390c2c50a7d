import type {
  AuditLog,
  GuildLocks,
  GuildReader,
  MemberReader,
  MemberRepository,
  RoleRepository,
} from '../../src/application/guilds';
import type { AuditLogReader } from '../../src/application/guilds/audit/audit-log.reader';
import type { AuthoredMessagesReader } from '../../src/application/guilds/bans/authored-messages';
import type { BanRepository } from '../../src/application/guilds/bans/ban.repository';
import type { EmojiRepository } from '../../src/application/guilds/emojis/emoji.repository';
import type { InviteRepository } from '../../src/application/guilds/invites/invite.repository';
import type { UnitOfWork } from '../../src/application/shared/unit-of-work';
import { InProcessEventBus } from '../../src/infrastructure/events/in-process-event-bus';
import { TypeOrmAuditLog } from '../../src/infrastructure/persistence/guilds/typeorm-audit-log';
import { TypeOrmAuditLogReader } from '../../src/infrastructure/persistence/guilds/typeorm-audit-log.reader';
import { TypeOrmAuthoredMessagesReader } from '../../src/infrastructure/persistence/guilds/typeorm-authored-messages.reader';
import { TypeOrmBanRepository } from '../../src/infrastructure/persistence/guilds/typeorm-ban.repository';
import { TypeOrmEmojiRepository } from '../../src/infrastructure/persistence/guilds/typeorm-emoji.repository';
import { TypeOrmGuildLocks } from '../../src/infrastructure/persistence/guilds/typeorm-guild-locks';
import { TypeOrmGuildReader } from '../../src/infrastructure/persistence/guilds/typeorm-guild.reader';
import { TypeOrmInviteRepository } from '../../src/infrastructure/persistence/guilds/typeorm-invite.repository';
import { TypeOrmMemberReader } from '../../src/infrastructure/persistence/guilds/typeorm-member.reader';
import { TypeOrmMemberRepository } from '../../src/infrastructure/persistence/guilds/typeorm-member.repository';
import { TypeOrmRoleRepository } from '../../src/infrastructure/persistence/guilds/typeorm-role.repository';
import { InvalidationHub } from '../../src/infrastructure/persistence/invalidation-hub';
import { TransactionContext } from '../../src/infrastructure/persistence/transaction-context';
import { TypeOrmUnitOfWork } from '../../src/infrastructure/persistence/typeorm-unit-of-work';
import type { DomainEvent } from '../../src/shared/events';
import type { Id } from '../../src/shared/ids';
import { MembersWorld } from '../fakes/members-world';
import { FakeAuthoredMessagesReader } from '../fakes/members-storage';
import { SilentLogger } from '../fakes/rooms-log';
import { ManualClock, SequentialIds } from '../fakes/rooms-platform';
import { FakeGuildLocks } from '../fakes/webhooks';
import { openTestDatabase } from '../support/database';
import { GuildRows } from './guilds';
import { aMessage } from './messages';
import { aThread } from './threads';

interface Place {
  readonly guildId: Id;
  readonly channelId: Id;
  readonly ownerId: Id;
}

/** The storage ports of members with what a contract suite needs beside them. */
export interface MemberStorage {
  readonly uow: UnitOfWork;
  readonly guilds: GuildReader;
  readonly members: MemberRepository;
  readonly memberReader: MemberReader;
  readonly roles: RoleRepository;
  readonly bans: BanRepository;
  readonly invites: InviteRepository;
  readonly emojis: EmojiRepository;
  readonly authored: AuthoredMessagesReader;
  readonly audit: AuditLog;
  readonly auditReader: AuditLogReader;
  readonly locks: GuildLocks;
  readonly events: readonly DomainEvent[];
  nextId(): Id;
  /** Ids made from now on are of a later time. */
  tick(): void;
  /** A guild with a text channel and its owner as only member. */
  addGuild(): Promise<Place>;
  addUser(username: string): Promise<Id>;
  /** A private thread of the owner's with one more member. */
  addThread(place: Place, memberId: Id): Promise<Id>;
  addMessage(channelId: Id, authorId: Id): Promise<Id>;
  deleteGuild(guildId: Id): Promise<void>;
  close(): Promise<void>;
}

export async function fakeMemberStorage(): Promise<MemberStorage> {
  const world = new MembersWorld();
  const { uow, ids, reader, messages, threads, users } = world;
  const { members, memberReader, roles, bans, invites, emojis, audit, auditReader } = world;
  return {
    ...{ uow, members, memberReader, roles, bans, invites, emojis, audit, auditReader, guilds: reader },
    ...{ events: uow.events, nextId: () => ids.next(), close: async () => undefined },
    tick: () => world.clock.advance(1),
    authored: new FakeAuthoredMessagesReader(reader, messages),
    locks: new FakeGuildLocks(uow),
    addGuild: async () => {
      const [guildId, channelId, ownerId] = [ids.next(), ids.next(), ids.next()];
      reader.addGuild(guildId, ownerId);
      reader.addChannel(guildId, { id: channelId });
      messages.open(channelId);
      users.add(ownerId, { username: 'owner' });
      return { guildId, channelId, ownerId };
    },
    addUser: async (username) => users.add(ids.next(), { username }).id,
    addThread: async ({ guildId, channelId: parentId, ownerId }, memberId) => {
      const id = ids.next();
      threads.put(aThread({ id, guildId, parentId, ownerId, type: 'private', memberIds: [] }));
      for (const userId of [ownerId, memberId]) threads.join({ threadId: id, userId, joinedAtMs: 0 });
      messages.open(id);
      return id;
    },
    addMessage: async (channelId, userId) => {
      const seq = (messages.headSeq(channelId) ?? 0) + 1;
      const message = aMessage(seq, { id: ids.next(), channelId, author: { userId } });
      messages.put(message);
      return message.id;
    },
    deleteGuild: async (guildId) => void reader.guilds.delete(guildId),
  };
}

export async function databaseMemberStorage(): Promise<MemberStorage> {
  const database = await openTestDatabase();
  const { dataSource } = await database.open();
  const logger = new SilentLogger();
  const context = new TransactionContext(dataSource);
  const bus = new InProcessEventBus(logger);
  const uow = new TypeOrmUnitOfWork(dataSource, context, bus, new InvalidationHub(logger));
  const rows = new GuildRows(dataSource);
  const events: DomainEvent[] = [];
  bus.subscribe('audit.logged', (event) => void events.push(event));
  return {
    ...{ uow, events, nextId: () => rows.nextId() },
    tick: () => void rows.nextId(),
    guilds: new TypeOrmGuildReader(context),
    members: new TypeOrmMemberRepository(context),
    memberReader: new TypeOrmMemberReader(context),
    roles: new TypeOrmRoleRepository(context),
    bans: new TypeOrmBanRepository(context),
    invites: new TypeOrmInviteRepository(context),
    emojis: new TypeOrmEmojiRepository(context),
    authored: new TypeOrmAuthoredMessagesReader(context),
    audit: new TypeOrmAuditLog(context, uow, new SequentialIds(new ManualClock())),
    auditReader: new TypeOrmAuditLogReader(context),
    locks: new TypeOrmGuildLocks(context),
    addGuild: async () => {
      const { guildId, ownerId } = await rows.guildWithOwner();
      return { guildId, ownerId, channelId: await rows.channel(guildId) };
    },
    addUser: (username) => rows.user(username),
    addThread: async ({ guildId, channelId, ownerId }, memberId) => {
      const threadId = await rows.thread(guildId, channelId, ownerId, { type: 'private' });
      await rows.threadMember(threadId, memberId);
      return threadId;
    },
    addMessage: async (channelId, authorId) => {
      const id = rows.nextId();
      await dataSource.query(
        `WITH head AS (UPDATE channels SET head_seq = head_seq + 1, head_id = $2 WHERE id = $1 RETURNING head_seq)
         INSERT INTO messages (channel_id, id, seq, kind, author_id, content)
         SELECT $1, $2, head_seq, 'text', $3, 'hello' FROM head`,
        [channelId, id, authorId],
      );
      return id;
    },
    deleteGuild: (guildId) => rows.deleteGuild(guildId),
    close: () => database.close(),
  };
}
