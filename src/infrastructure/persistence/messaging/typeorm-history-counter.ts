import { Injectable } from '@nestjs/common';
import { HistoryCounter, type HistoryRange } from '../../../application/messaging';
import type { Id } from '../../../shared/ids';
import { TransactionContext } from '../transaction-context';
import { UNCOUNTED } from './read-bounds';

/** An operator's word is read like a person's, although it does not count as unread. */
const SHOWN = `((m.deleted_at IS NULL AND m.kind IN ('text', 'announcement')) OR m.recalled_at IS NOT NULL)`;
const SEQ_MAX = '9223372036854775807';

@Injectable()
export class TypeOrmHistoryCounter extends HistoryCounter {
  constructor(private readonly context: TransactionContext) {
    super();
  }

  /** `seq` has no gaps, so only the few that are not shown are looked at, by the index of what does not count. */
  async count({ channelId, afterSeq = 0, toSeq }: HistoryRange): Promise<number> {
    const [row] = await this.context.query<{ count: string }[]>(
      `SELECT greatest(least(c.head_seq, $3::bigint) - $2::bigint, 0) - (
         SELECT count(*) FROM messages m
         WHERE m.channel_id = $1 AND m.seq > $2 AND m.seq <= $3 AND ${UNCOUNTED} AND NOT ${SHOWN}
       ) AS count
       FROM channels c WHERE c.id = $1`,
      [channelId, afterSeq, toSeq ?? SEQ_MAX],
    );
    return Number(row?.count ?? 0);
  }

  async idAt({ channelId, afterSeq = 0, toSeq }: HistoryRange, offset: number): Promise<Id | undefined> {
    const [row] = await this.context.query<{ id: Id }[]>(
      `SELECT m.id FROM messages m
       WHERE m.channel_id = $1 AND m.seq > $2 AND m.seq <= $3 AND ${SHOWN}
       ORDER BY m.seq DESC OFFSET $4 LIMIT 1`,
      [channelId, afterSeq, toSeq ?? SEQ_MAX, offset],
    );
    return row?.id;
  }
}
