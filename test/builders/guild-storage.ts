import type {
  GuildChannelRepository,
  GuildReader,
  GuildRepository,
  MemberRepository,
  RoleRepository,
} from '../../src/application/guilds';
import type { EmojiRepository } from '../../src/application/guilds/emojis/emoji.repository';
import type { ThreadRepository } from '../../src/application/guilds/threads/thread.repository';
import type { UnitOfWork } from '../../src/application/shared/unit-of-work';
import type { Guild, GuildChannel, Member, Role } from '../../src/domain/guilds';
import { InProcessEventBus } from '../../src/infrastructure/events/in-process-event-bus';
import { TypeOrmEmojiRepository } from '../../src/infrastructure/persistence/guilds/typeorm-emoji.repository';
import { TypeOrmGuildChannelRepository } from '../../src/infrastructure/persistence/guilds/typeorm-guild-channel.repository';
import { TypeOrmGuildReader } from '../../src/infrastructure/persistence/guilds/typeorm-guild.reader';
import { TypeOrmGuildRepository } from '../../src/infrastructure/persistence/guilds/typeorm-guild.repository';
import { TypeOrmMemberRepository } from '../../src/infrastructure/persistence/guilds/typeorm-member.repository';
import { TypeOrmRoleRepository } from '../../src/infrastructure/persistence/guilds/typeorm-role.repository';
import { TypeOrmThreadReader } from '../../src/infrastructure/persistence/guilds/typeorm-thread.reader';
import { TypeOrmThreadRepository } from '../../src/infrastructure/persistence/guilds/typeorm-thread.repository';
import { InvalidationHub } from '../../src/infrastructure/persistence/invalidation-hub';
import { TransactionContext } from '../../src/infrastructure/persistence/transaction-context';
import { TypeOrmUnitOfWork } from '../../src/infrastructure/persistence/typeorm-unit-of-work';
import type { Id } from '../../src/shared/ids';
import { GuildsWorld } from '../fakes/guilds-world';
import { SilentLogger } from '../fakes/rooms-log';
import { FakeThreadRepository } from '../fakes/threads';
import { openTestDatabase } from '../support/database';
import { GuildRows } from './guilds';

export const aGuild = (changes: Pick<Guild, 'id' | 'ownerId'> & Partial<Guild>): Guild => ({
  ...{ name: 'guild', afkTimeoutSeconds: 300, verificationLevel: 0, defaultMessageNotifications: 0 },
  ...{ explicitContentFilter: 0, preferredLocale: 'en-US', memberCount: 0 },
  ...changes,
});

export const aRole = (changes: Pick<Role, 'id' | 'guildId'> & Partial<Role>): Role => ({
  ...{ name: 'role', color: 0, hoist: false, mentionable: false, permissions: 0n, position: 1, managed: false },
  ...changes,
});

export const aGuildChannel = (changes: Pick<GuildChannel, 'id' | 'guildId'> & Partial<GuildChannel>): GuildChannel => ({
  ...{ type: 'text', name: 'general', position: 0, nsfw: false, slowModeSeconds: 0, overwrites: [] },
  ...changes,
});

export const aMember = (changes: Pick<Member, 'guildId' | 'userId'> & Partial<Member>): Member => ({
  ...{ roleIds: [], joinedAtMs: Date.UTC(2026, 0, 1), flags: 0 },
  ...changes,
});

/** The storage ports of guilds with what a contract suite needs beside them. */
export interface GuildStorage {
  readonly uow: UnitOfWork;
  readonly reader: GuildReader;
  readonly guilds: GuildRepository;
  readonly channels: GuildChannelRepository;
  readonly roles: RoleRepository;
  readonly members: MemberRepository;
  readonly threads: ThreadRepository;
  readonly emojis: EmojiRepository;
  nextId(): Id;
  addUser(): Promise<Id>;
  /** Makes this id the newest message of a channel. */
  setHead(channelId: Id, messageId: Id): Promise<void>;
  close(): Promise<void>;
}

export async function fakeGuildStorage(): Promise<GuildStorage> {
  const world = new GuildsWorld();
  const { uow, reader, guildRepository, channels, roles, members, emojis, ids } = world;
  return {
    ...{ uow, reader, guilds: guildRepository, channels, roles, members, emojis },
    threads: new FakeThreadRepository(world.threads, uow),
    nextId: () => ids.next(),
    addUser: async () => world.person().userId,
    setHead: async (channelId, messageId) => void channels.newest.set(channelId, messageId),
    close: async () => undefined,
  };
}

export async function databaseGuildStorage(): Promise<GuildStorage> {
  const database = await openTestDatabase();
  const { dataSource } = await database.open();
  const logger = new SilentLogger();
  const context = new TransactionContext(dataSource);
  const rows = new GuildRows(dataSource);
  return {
    uow: new TypeOrmUnitOfWork(dataSource, context, new InProcessEventBus(logger), new InvalidationHub(logger)),
    reader: new TypeOrmGuildReader(context),
    guilds: new TypeOrmGuildRepository(context),
    channels: new TypeOrmGuildChannelRepository(context),
    roles: new TypeOrmRoleRepository(context),
    members: new TypeOrmMemberRepository(context),
    threads: new TypeOrmThreadRepository(context, new TypeOrmThreadReader(context)),
    emojis: new TypeOrmEmojiRepository(context),
    nextId: () => rows.nextId(),
    addUser: () => rows.user(),
    setHead: async (channelId, messageId) => {
      await dataSource.query('UPDATE channels SET head_id = $2 WHERE id = $1', [channelId, messageId]);
    },
    close: () => database.close(),
  };
}
