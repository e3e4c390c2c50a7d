import { Injectable } from '@nestjs/common';
import {
  type AuthoredMessages,
  AuthoredMessagesReader,
  type PurgeQuery,
} from '../../../application/guilds/bans/authored-messages';
import { firstIdAt, type Id } from '../../../shared/ids';
import { TransactionContext } from '../transaction-context';

@Injectable()
export class TypeOrmAuthoredMessagesReader extends AuthoredMessagesReader {
  constructor(private readonly context: TransactionContext) {
    super();
  }

  /** Channels whose newest message is older are left out before any message is looked at. */
  async find({ guildId, authorIds, sinceMs, limit }: PurgeQuery): Promise<readonly AuthoredMessages[]> {
    const rows = await this.context.query<{ channel_id: Id; id: Id }[]>(
      `SELECT m.channel_id, m.id FROM messages m
       WHERE m.author_id = ANY($2::bigint[]) AND m.id >= $3 AND m.deleted_at IS NULL AND m.channel_id IN (
         SELECT c.id FROM channels c JOIN (
           SELECT channel_id FROM guild_channels WHERE guild_id = $1
           UNION ALL SELECT channel_id FROM threads WHERE guild_id = $1) g ON g.channel_id = c.id
         WHERE c.head_id >= $3)
       ORDER BY m.channel_id, m.id LIMIT $4`,
      [guildId, authorIds, firstIdAt(sinceMs), limit],
    );
    const channels = new Map<Id, Id[]>();
    for (const { channel_id: channelId, id } of rows) {
      const ids = channels.get(channelId);
      if (ids) ids.push(id);
      else channels.set(channelId, [id]);
    }
    return [...channels].map(([channelId, messageIds]) => ({ channelId, messageIds }));
  }
}
