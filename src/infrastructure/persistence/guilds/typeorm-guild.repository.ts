import { Injectable } from '@nestjs/common';
import { GuildRepository } from '../../../application/guilds';
import type { Guild } from '../../../domain/guilds';
import { assert } from '../../../shared/assert';
import type { Id } from '../../../shared/ids';
import { CURRENT_XID, lockChannels } from '../rooms/channel-locks';
import { TransactionContext } from '../transaction-context';
import { type GuildRow, guildTable } from './guild.table';

/** Rows that mean nothing without their guild. */
const REMOVALS = [
  'DELETE FROM thread_members p USING threads t WHERE p.thread_id = t.channel_id AND t.guild_id = $1',
  'DELETE FROM members WHERE guild_id = $1',
  'DELETE FROM invites WHERE guild_id = $1',
  'DELETE FROM webhooks WHERE guild_id = $1',
];

@Injectable()
export class TypeOrmGuildRepository extends GuildRepository {
  constructor(private readonly context: TransactionContext) {
    super();
  }

  async insert(guild: Guild): Promise<void> {
    await this.context.manager.insert(guildTable, { ...toRow(guild), member_count: 0 });
  }

  async update(guild: Guild): Promise<void> {
    const { id, ...changes } = toRow(guild);
    await this.context.manager.update(guildTable, { id }, changes);
  }

  async end(guildId: Id, endedAtMs: number): Promise<void> {
    const endedAt = new Date(endedAtMs);
    await this.context.query('UPDATE guilds SET deleted_at = $2, member_count = 0 WHERE id = $1', [guildId, endedAt]);
    const channels = await this.context.query<{ channel_id: Id }[]>(
      `SELECT channel_id FROM guild_channels WHERE guild_id = $1
       UNION ALL SELECT channel_id FROM threads WHERE guild_id = $1`,
      [guildId],
    );
    const channelIds = channels.map((row) => row.channel_id);
    await lockChannels(this.context.manager, channelIds);
    await this.context.query(
      `UPDATE channels SET closed_at = $2, changed_xid = ${CURRENT_XID}
       WHERE id = ANY($1::bigint[]) AND closed_at IS NULL`,
      [channelIds, endedAt],
    );
    for (const removal of REMOVALS) await this.context.query(removal, [guildId]);
  }

  /** Two guilds made at once by one user wait for each other at the user's row. */
  async countGuildsOf(userId: Id): Promise<number> {
    assert(this.context.current, 'guilds are only counted inside a unit of work');
    await this.context.query('SELECT FROM users WHERE id = $1 FOR NO KEY UPDATE', [userId]);
    const [row] = await this.context.query<{ count: string }[]>(
      'SELECT count(*) AS count FROM members WHERE user_id = $1',
      [userId],
    );
    return Number(row?.count ?? 0);
  }

  async memberCounts(guildIds: readonly Id[]): Promise<ReadonlyMap<Id, number>> {
    const rows = await this.context.query<{ id: Id; member_count: number }[]>(
      'SELECT id, member_count FROM guilds WHERE id = ANY($1) AND deleted_at IS NULL',
      [guildIds],
    );
    return new Map(rows.map((row) => [row.id, row.member_count]));
  }

  async countAmong(guildIds: readonly Id[], userIds: readonly Id[]): Promise<ReadonlyMap<Id, number>> {
    if (userIds.length === 0) return new Map();
    const rows = await this.context.query<{ guild_id: Id; count: string }[]>(
      `SELECT guild_id, count(*) AS count FROM members
       WHERE guild_id = ANY($1::bigint[]) AND user_id = ANY($2::bigint[]) GROUP BY guild_id`,
      [guildIds, userIds],
    );
    return new Map(rows.map((row) => [row.guild_id, Number(row.count)]));
  }
}

const toRow = (guild: Guild): Omit<GuildRow, 'member_count' | 'deleted_at'> => ({
  id: guild.id,
  name: guild.name,
  owner_id: guild.ownerId,
  icon: guild.icon ?? null,
  description: guild.description ?? null,
  system_channel_id: guild.systemChannelId ?? null,
  rules_channel_id: guild.rulesChannelId ?? null,
  afk_channel_id: guild.afkChannelId ?? null,
  afk_timeout_seconds: guild.afkTimeoutSeconds,
  verification_level: guild.verificationLevel,
  default_message_notifications: guild.defaultMessageNotifications,
  explicit_content_filter: guild.explicitContentFilter,
  preferred_locale: guild.preferredLocale,
});
