import { Injectable } from '@nestjs/common';
import { GuildChannelRepository } from '../../../application/guilds';
import type { GuildChannel, Overwrite } from '../../../domain/guilds';
import type { Id } from '../../../shared/ids';
import { CURRENT_XID, lockChannels } from '../rooms/channel-locks';
import { TransactionContext } from '../transaction-context';

/** Columns of `guild_channels` that are settings, with their types; as arrays they carry any number of channels. */
const SETTINGS = [
  ['parent_id', 'bigint', (channel) => channel.parentId],
  ['type', 'text', (channel) => channel.type],
  ['position', 'integer', (channel) => channel.position],
  ['topic', 'text', (channel) => channel.topic],
  ['nsfw', 'boolean', (channel) => channel.nsfw],
  ['slow_mode_seconds', 'integer', (channel) => channel.slowModeSeconds],
  ['bitrate', 'integer', (channel) => channel.bitrate],
  ['user_limit', 'integer', (channel) => channel.userLimit],
  ['auto_archive_minutes', 'integer', (channel) => channel.autoArchiveMinutes],
] as const satisfies readonly (readonly [string, string, (channel: GuildChannel) => unknown])[];

const NAMES = SETTINGS.map(([name]) => name).join(', ');
/** `$2` names the guild or the channel names, so the settings begin at `$3`. */
const ARRAYS = SETTINGS.map(([, type], index) => `$${index + 3}::${type}[]`).join(', ');
const ASSIGNMENTS = SETTINGS.map(([name]) => `${name} = s.${name}`).join(', ');
const valuesOf = (channels: readonly GuildChannel[]): unknown[] =>
  SETTINGS.map(([, , read]) => channels.map((channel) => read(channel) ?? null));

@Injectable()
export class TypeOrmGuildChannelRepository extends GuildChannelRepository {
  constructor(private readonly context: TransactionContext) {
    super();
  }

  async insert(channels: readonly GuildChannel[]): Promise<void> {
    const ids = channels.map(({ id }) => id);
    await this.context.query(
      `INSERT INTO channels (id, kind, name, changed_xid)
       SELECT id, 'guild', name, ${CURRENT_XID} FROM unnest($1::bigint[], $2::text[]) AS c (id, name)`,
      [ids, channels.map(({ name }) => name)],
    );
    await this.context.query(
      `INSERT INTO guild_channels (channel_id, guild_id, ${NAMES})
       SELECT * FROM unnest($1::bigint[], $2::bigint[], ${ARRAYS})`,
      [ids, channels.map(({ guildId }) => guildId), ...valuesOf(channels)],
    );
    await this.insertOverwrites(
      channels.flatMap(({ id, overwrites }) => overwrites.map((overwrite) => ({ channelId: id, overwrite }))),
    );
  }

  async update(channels: readonly GuildChannel[]): Promise<void> {
    const ids = channels.map(({ id }) => id);
    await lockChannels(this.context.manager, ids);
    await this.context.query(
      `WITH named AS (
         UPDATE channels c SET name = n.name, changed_xid = ${CURRENT_XID}
         FROM unnest($1::bigint[], $2::text[]) AS n (id, name) WHERE c.id = n.id
       )
       UPDATE guild_channels g SET ${ASSIGNMENTS}
       FROM unnest($1::bigint[], ${ARRAYS}) AS s (channel_id, ${NAMES}) WHERE g.channel_id = s.channel_id`,
      [ids, channels.map(({ name }) => name), ...valuesOf(channels)],
    );
  }

  async close(channelId: Id, closedAtMs: number): Promise<void> {
    const threads = await this.context.query<{ channel_id: Id }[]>(
      'SELECT channel_id FROM threads WHERE parent_id = $1',
      [channelId],
    );
    const ids = [channelId, ...threads.map((row) => row.channel_id)];
    await lockChannels(this.context.manager, ids);
    await this.context.query(
      `UPDATE channels SET closed_at = $2, changed_xid = ${CURRENT_XID}
       WHERE id = ANY($1::bigint[]) AND closed_at IS NULL`,
      [ids, new Date(closedAtMs)],
    );
    await this.context.query('DELETE FROM invites WHERE channel_id = $1', [channelId]);
    await this.context.query('DELETE FROM webhooks WHERE channel_id = $1', [channelId]);
  }

  async putOverwrite(channelId: Id, overwrite: Overwrite): Promise<void> {
    await this.insertOverwrites([{ channelId, overwrite }]);
  }

  async removeOverwrite(channelId: Id, targetId: Id): Promise<void> {
    await this.context.query('DELETE FROM channel_overwrites WHERE channel_id = $1 AND target_id = $2', [
      ...[channelId, targetId],
    ]);
  }

  async replaceOverwrites(channelId: Id, overwrites: readonly Overwrite[]): Promise<void> {
    await this.context.query('DELETE FROM channel_overwrites WHERE channel_id = $1', [channelId]);
    await this.insertOverwrites(overwrites.map((overwrite) => ({ channelId, overwrite })));
  }

  async heads(channelIds: readonly Id[]): Promise<ReadonlyMap<Id, Id>> {
    const rows = await this.context.query<{ id: Id; head_id: Id }[]>(
      'SELECT id, head_id FROM channels WHERE id = ANY($1) AND head_id IS NOT NULL',
      [channelIds],
    );
    return new Map(rows.map((row) => [row.id, row.head_id]));
  }

  private async insertOverwrites(entries: readonly { channelId: Id; overwrite: Overwrite }[]): Promise<void> {
    if (entries.length === 0) return;
    await this.context.query(
      `INSERT INTO channel_overwrites (channel_id, target_id, kind, allow, deny)
       SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[], $5::bigint[])
       ON CONFLICT (channel_id, target_id)
       DO UPDATE SET kind = excluded.kind, allow = excluded.allow, deny = excluded.deny`,
      [
        entries.map(({ channelId }) => channelId),
        entries.map(({ overwrite }) => overwrite.targetId),
        entries.map(({ overwrite }) => overwrite.kind),
        entries.map(({ overwrite }) => overwrite.allow.toString()),
        entries.map(({ overwrite }) => overwrite.deny.toString()),
      ],
    );
  }
}
