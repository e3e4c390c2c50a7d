import { Injectable } from '@nestjs/common';
import { type ChannelPlace, GuildReader, type GuildSnapshot } from '../../../application/guilds';
import type { Member, Overwrite, Thread } from '../../../domain/guilds';
import type { Id } from '../../../shared/ids';
import { TransactionContext } from '../transaction-context';
import type { EmojiRow } from './guild-extras.table';
import type { OverwriteRow } from './guild-channel.table';
import {
  GUILD_CHANNEL_COLUMNS,
  type SelectedGuildChannelRow,
  type SelectedThreadRow,
  THREAD_COLUMNS,
  toEmoji,
  toGuild,
  toGuildChannel,
  toMember,
  toOverwrite,
  toRole,
  toThread,
} from './guild-rows';
import type { GuildRow, MemberRow, RoleRow } from './guild.table';

const GUILDS = 'SELECT * FROM guilds WHERE id = ANY($1) AND deleted_at IS NULL';
const ROLES = 'SELECT * FROM roles WHERE guild_id = ANY($1) ORDER BY position, id';
const CHANNELS = `SELECT ${GUILD_CHANNEL_COLUMNS} FROM guild_channels g JOIN channels c ON c.id = g.channel_id
  WHERE g.guild_id = ANY($1) AND c.closed_at IS NULL ORDER BY g.position, g.channel_id`;
const OVERWRITES = `SELECT o.* FROM channel_overwrites o JOIN guild_channels g ON g.channel_id = o.channel_id
  WHERE g.guild_id = ANY($1) ORDER BY o.channel_id, o.target_id`;
const EMOJIS = 'SELECT * FROM emojis WHERE guild_id = ANY($1) ORDER BY id';

@Injectable()
export class TypeOrmGuildReader extends GuildReader {
  constructor(private readonly context: TransactionContext) {
    super();
  }

  async snapshots(guildIds: readonly Id[]): Promise<ReadonlyMap<Id, GuildSnapshot>> {
    if (guildIds.length === 0) return new Map();
    const ids = [guildIds];
    const guilds = await this.context.query<GuildRow[]>(GUILDS, ids);
    const rolesOf = groupBy(await this.context.query<RoleRow[]>(ROLES, ids), (row) => row.guild_id);
    const channels = await this.context.query<SelectedGuildChannelRow[]>(CHANNELS, ids);
    const channelsOf = groupBy(channels, (row) => row.guild_id);
    const overwritesOf = groupBy(await this.context.query<OverwriteRow[]>(OVERWRITES, ids), (row) => row.channel_id);
    const emojisOf = groupBy(await this.context.query<EmojiRow[]>(EMOJIS, ids), (row) => row.guild_id);
    const overwritesIn = (channelId: Id): Overwrite[] => (overwritesOf.get(channelId) ?? []).map(toOverwrite);
    return new Map(
      guilds.map((guild) => {
        const snapshot: GuildSnapshot = {
          guild: toGuild(guild),
          roles: new Map((rolesOf.get(guild.id) ?? []).map((row) => [row.id, toRole(row)])),
          channels: new Map(
            (channelsOf.get(guild.id) ?? []).map((row) => [
              row.channel_id,
              toGuildChannel(row, overwritesIn(row.channel_id)),
            ]),
          ),
          emojis: new Map((emojisOf.get(guild.id) ?? []).map((row) => [row.id, toEmoji(row)])),
        };
        return [guild.id, snapshot];
      }),
    );
  }

  async placeOf(channelId: Id): Promise<ChannelPlace | undefined> {
    const rows = await this.context.query<{ guild_id: Id; is_thread: boolean }[]>(
      `SELECT guild_id, false AS is_thread FROM guild_channels WHERE channel_id = $1
       UNION ALL SELECT guild_id, true FROM threads WHERE channel_id = $1`,
      [channelId],
    );
    return rows[0] && { guildId: rows[0].guild_id, isThread: rows[0].is_thread };
  }

  async thread(threadId: Id): Promise<Thread | undefined> {
    const rows = await this.context.query<SelectedThreadRow[]>(
      `SELECT ${THREAD_COLUMNS} FROM threads t JOIN channels c ON c.id = t.channel_id
       WHERE t.channel_id = $1 AND c.closed_at IS NULL`,
      [threadId],
    );
    return rows[0] && toThread(rows[0]);
  }

  async activeThreads(guildIds: readonly Id[]): Promise<ReadonlyMap<Id, readonly Thread[]>> {
    if (guildIds.length === 0) return new Map();
    const rows = await this.context.query<SelectedThreadRow[]>(
      `SELECT ${THREAD_COLUMNS} FROM threads t JOIN channels c ON c.id = t.channel_id
       WHERE t.guild_id = ANY($1) AND NOT t.is_archived AND c.closed_at IS NULL ORDER BY t.channel_id`,
      [guildIds],
    );
    return groupBy(rows.map(toThread), (thread) => thread.guildId);
  }

  async member(guildId: Id, userId: Id): Promise<Member | undefined> {
    const [member] = await this.members(guildId, [userId]);
    return member;
  }

  async membershipsOf(userId: Id): Promise<readonly Member[]> {
    const rows = await this.context.query<MemberRow[]>(
      `SELECT m.* FROM members m JOIN guilds g ON g.id = m.guild_id
       WHERE m.user_id = $1 AND g.deleted_at IS NULL ORDER BY m.guild_id`,
      [userId],
    );
    return rows.map(toMember);
  }

  async members(guildId: Id, userIds: readonly Id[]): Promise<readonly Member[]> {
    const rows = await this.context.query<MemberRow[]>(
      'SELECT * FROM members WHERE guild_id = $1 AND user_id = ANY($2) ORDER BY user_id',
      [guildId, userIds],
    );
    return rows.map(toMember);
  }
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => Id): Map<Id, Item[]> {
  const groups = new Map<Id, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
