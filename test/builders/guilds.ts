import type { DataSource } from 'typeorm';
import { DEFAULT_PERMISSIONS, type GuildChannelType, type Overwrite, type ThreadType } from '../../src/domain/guilds';
import { usernameKey } from '../../src/domain/identity';
import { firstIdAt, type Id } from '../../src/shared/ids';

const START_MS = Date.UTC(2026, 0, 1);

export interface ChannelRowChanges {
  readonly type?: GuildChannelType;
  readonly name?: string;
  readonly parentId?: Id;
  readonly position?: number;
  readonly topic?: string;
  readonly overwrites?: readonly Overwrite[];
}

export interface RoleRowChanges {
  readonly name?: string;
  readonly permissions?: bigint;
  readonly position?: number;
  readonly managed?: boolean;
  readonly botId?: Id;
}

export interface ThreadRowChanges {
  readonly type?: ThreadType;
  readonly name?: string;
  readonly isArchived?: boolean;
  readonly isLocked?: boolean;
  readonly isInvitable?: boolean;
}

/** Writes the tables of people and guilds directly, as fast as a test needs; caches and events know nothing of it. */
export class GuildRows {
  private lastId = BigInt(firstIdAt(START_MS));

  constructor(private readonly dataSource: DataSource) {}

  nextId(): Id {
    this.lastId += 1n << 22n;
    return this.lastId.toString();
  }

  /** A person without a password. */
  async user(name = 'user'): Promise<Id> {
    return this.account('human', name);
  }

  /** A bot user without an application. */
  async bot(name = 'bot'): Promise<Id> {
    return this.account('bot', name);
  }

  /** `count` people in one statement, ascending by id. */
  async users(count: number, name = 'user'): Promise<readonly Id[]> {
    const ids = Array.from({ length: count }, () => this.nextId());
    await this.dataSource.query(
      `INSERT INTO users (id, kind, username, username_key, created_at)
       SELECT id, 'human', $2 || id, $3 || id, $4 FROM unnest($1::bigint[]) AS id`,
      [ids, name, usernameKey(name), new Date(START_MS)],
    );
    return ids;
  }

  /** A guild with @everyone and its owner as only member; it has no channel. */
  async guild(ownerId: Id, name = 'guild', everyone = DEFAULT_PERMISSIONS): Promise<Id> {
    const id = this.nextId();
    await this.dataSource.query('INSERT INTO guilds (id, name, owner_id) VALUES ($1, $2, $3)', [id, name, ownerId]);
    await this.dataSource.query(
      `INSERT INTO roles (id, guild_id, name, permissions, position) VALUES ($1, $1, '@everyone', $2, 0)`,
      [id, everyone.toString()],
    );
    await this.member(id, ownerId);
    return id;
  }

  /** A person and a guild of theirs. */
  async guildWithOwner(name = 'guild'): Promise<{ readonly guildId: Id; readonly ownerId: Id }> {
    const ownerId = await this.user('owner');
    return { ownerId, guildId: await this.guild(ownerId, name) };
  }

  async member(guildId: Id, userId: Id, roleIds: readonly Id[] = [], nick?: string): Promise<void> {
    await this.dataSource.query(
      `WITH joined AS (
         INSERT INTO members (guild_id, user_id, role_ids, nick, joined_at) VALUES ($1, $2, $3, $4, $5))
       UPDATE guilds SET member_count = member_count + 1 WHERE id = $1`,
      [guildId, userId, roleIds, nick ?? null, new Date(START_MS)],
    );
  }

  /** A person who is a member. */
  async newMember(guildId: Id, roleIds: readonly Id[] = [], name = 'member'): Promise<Id> {
    const userId = await this.user(name);
    await this.member(guildId, userId, roleIds);
    return userId;
  }

  /** All of these people join in one statement. */
  async members(guildId: Id, userIds: readonly Id[]): Promise<void> {
    await this.dataSource.query(
      `WITH joined AS (
         INSERT INTO members (guild_id, user_id, joined_at) SELECT $1, id, $3 FROM unnest($2::bigint[]) AS id)
       UPDATE guilds SET member_count = member_count + cardinality($2::bigint[]) WHERE id = $1`,
      [guildId, userIds, new Date(START_MS)],
    );
  }

  async role(guildId: Id, changes: RoleRowChanges = {}): Promise<Id> {
    const id = this.nextId();
    const { name = 'role', permissions = 0n, position = 1, managed = false, botId } = changes;
    await this.dataSource.query(
      `INSERT INTO roles (id, guild_id, name, permissions, position, managed, bot_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [id, guildId, name, permissions.toString(), position, managed, botId ?? null],
    );
    return id;
  }

  async channel(guildId: Id, changes: ChannelRowChanges = {}): Promise<Id> {
    const id = this.nextId();
    const { type = 'text', name = 'general', parentId, position = 0, topic, overwrites = [] } = changes;
    await this.channelRow(id, name);
    await this.dataSource.query(
      `INSERT INTO guild_channels (channel_id, guild_id, type, parent_id, position, topic)
       VALUES ($1, $2, $3, $4, $5, $6)`,
      [id, guildId, type, parentId ?? null, position, topic ?? null],
    );
    for (const overwrite of overwrites) await this.overwrite(id, overwrite);
    return id;
  }

  async overwrite(channelId: Id, { targetId, kind, allow, deny }: Overwrite): Promise<void> {
    await this.dataSource.query(
      'INSERT INTO channel_overwrites (channel_id, target_id, kind, allow, deny) VALUES ($1, $2, $3, $4, $5)',
      [channelId, targetId, kind, allow.toString(), deny.toString()],
    );
  }

  /** A thread that starts without a message; its owner is its only member. */
  async thread(guildId: Id, parentId: Id, ownerId: Id, changes: ThreadRowChanges = {}): Promise<Id> {
    const id = this.nextId();
    const { type = 'public', name = 'thread', isArchived = false, isLocked = false, isInvitable } = changes;
    await this.channelRow(id, name);
    await this.dataSource.query(
      `INSERT INTO threads (channel_id, guild_id, parent_id, owner_id, type, is_archived, is_locked, is_invitable,
         auto_archive_minutes, archive_changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1440, $9)`,
      [id, guildId, parentId, ownerId, type, isArchived, isLocked, isInvitable ?? null, new Date(START_MS)],
    );
    await this.threadMember(id, ownerId);
    return id;
  }

  async threadMember(threadId: Id, userId: Id): Promise<void> {
    await this.dataSource.query(
      `WITH joined AS (INSERT INTO thread_members (thread_id, user_id, joined_at) VALUES ($1, $2, $3))
       UPDATE threads SET member_count = member_count + 1 WHERE channel_id = $1`,
      [threadId, userId, new Date(START_MS)],
    );
  }

  async ban(guildId: Id, userId: Id, reason?: string): Promise<void> {
    await this.dataSource.query(
      'INSERT INTO guild_bans (guild_id, user_id, reason, created_at) VALUES ($1, $2, $3, $4)',
      [guildId, userId, reason ?? null, new Date(START_MS)],
    );
  }

  async emoji(guildId: Id, creatorId: Id, name = 'emoji'): Promise<Id> {
    const id = this.nextId();
    await this.dataSource.query('INSERT INTO emojis (id, guild_id, name, creator_id) VALUES ($1, $2, $3, $4)', [
      ...[id, guildId, name, creatorId],
    ]);
    return id;
  }

  /** Deletes a channel or thread. */
  async closeChannel(channelId: Id): Promise<void> {
    await this.dataSource.query('UPDATE channels SET closed_at = $2 WHERE id = $1', [channelId, new Date(START_MS)]);
  }

  async deleteGuild(guildId: Id): Promise<void> {
    await this.dataSource.query('UPDATE guilds SET deleted_at = $2 WHERE id = $1', [guildId, new Date(START_MS)]);
  }

  private async account(kind: 'human' | 'bot', name: string): Promise<Id> {
    const id = this.nextId();
    const username = `${name}${id}`;
    await this.dataSource.query(
      'INSERT INTO users (id, kind, username, username_key, created_at) VALUES ($1, $2, $3, $4, $5)',
      [id, kind, username, usernameKey(username), new Date(START_MS)],
    );
    return id;
  }

  private async channelRow(id: Id, name: string): Promise<void> {
    await this.dataSource.query(
      `INSERT INTO channels (id, kind, name, created_at, changed_xid)
       VALUES ($1, 'guild', $2, $3, pg_current_xact_id()::text::bigint)`,
      [id, name, new Date(START_MS)],
    );
  }
}
