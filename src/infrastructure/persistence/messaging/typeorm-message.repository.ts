import { Injectable } from '@nestjs/common';
import { MessageRepository } from '../../../application/messaging';
import type { Message } from '../../../domain/messaging';
import { assert } from '../../../shared/assert';
import type { Id } from '../../../shared/ids';
import { TransactionContext } from '../transaction-context';
import {
  MESSAGE_AUTHOR_JOIN,
  MESSAGE_COLUMNS,
  type SelectedMessageRow,
  THERE_OR_RECALLED,
  toMessage,
} from './message-rows';
import { SEARCHED_KINDS, termsLiteral } from './search-rows';

/** Reactions go with their message; one statement, because rooms delete by it too. */
const BURY = `WITH buried AS (
    UPDATE messages SET content = '', details = NULL, flags = 0, pinned_at = NULL, deleted_at = $3,
      recalled_at = CASE WHEN $4 THEN $3::timestamptz END, search_terms = NULL
    WHERE channel_id = $1 AND id = ANY($2::bigint[]) AND deleted_at IS NULL RETURNING id
  ), gone AS (DELETE FROM reactions WHERE channel_id = $1 AND message_id = ANY($2::bigint[]))
  SELECT id FROM buried ORDER BY id`;

/** A statement of its own sees those that were being added while the message was still there: its place is shown on. */
const FORGET_REACTIONS = 'DELETE FROM reactions WHERE channel_id = $1 AND message_id = $2';

const REWRITE = `UPDATE messages m SET content = $3, flags = $4, details = $5, edited_at = $6,
    search_terms = CASE WHEN c.kind = ANY($7::text[]) THEN $8::integer[] END
  FROM channels c WHERE c.id = m.channel_id AND m.channel_id = $1 AND m.id = $2 AND m.deleted_at IS NULL`;

/** The time of the newest pin, written to whichever kind of channel it is. */
const KEEP_LAST_PIN = `WITH newest AS (
    SELECT max(pinned_at) AS last_pin_at FROM messages WHERE channel_id = $1 AND pinned_at IS NOT NULL
  ), of_channel AS (
    UPDATE guild_channels SET last_pin_at = n.last_pin_at FROM newest n WHERE channel_id = $1
  ), of_thread AS (
    UPDATE threads SET last_pin_at = n.last_pin_at FROM newest n WHERE channel_id = $1
  ), of_direct AS (
    UPDATE direct_channels SET last_pin_at = n.last_pin_at FROM newest n WHERE channel_id = $1
  ) SELECT last_pin_at FROM newest`;

@Injectable()
export class TypeOrmMessageRepository extends MessageRepository {
  constructor(private readonly context: TransactionContext) {
    super();
  }

  async lockChannel(channelId: Id): Promise<number | undefined> {
    assert(this.context.current, 'a channel is only locked inside a unit of work');
    const rows = await this.context.query<{ head_seq: string }[]>(
      'SELECT head_seq FROM channels WHERE id = $1 FOR UPDATE',
      [channelId],
    );
    return rows[0] && Number(rows[0].head_seq);
  }

  async find(channelId: Id, messageId: Id, withRecalled = false): Promise<Message | undefined> {
    const rows = await this.context.query<SelectedMessageRow[]>(
      `SELECT ${MESSAGE_COLUMNS} FROM messages m ${MESSAGE_AUTHOR_JOIN}
       WHERE m.channel_id = $1 AND m.id = $2 AND ${withRecalled ? THERE_OR_RECALLED : 'm.deleted_at IS NULL'}`,
      [channelId, messageId],
    );
    return rows[0] && toMessage(rows[0]);
  }

  async bury(
    channelId: Id,
    messageId: Id,
    deletedAtMs: number,
    how: 'deleted' | 'recalled' = 'deleted',
  ): Promise<boolean> {
    const rows = await this.context.query<unknown[]>(BURY, [
      ...[channelId, [messageId], new Date(deletedAtMs), how === 'recalled'],
    ]);
    if (how === 'recalled') await this.context.query(FORGET_REACTIONS, [channelId, messageId]);
    return rows.length === 1;
  }

  async buryMany(channelId: Id, messageIds: readonly Id[], deletedAtMs: number): Promise<readonly Id[]> {
    const rows = await this.context.query<{ id: Id }[]>(BURY, [channelId, messageIds, new Date(deletedAtMs), false]);
    return rows.map((row) => row.id);
  }

  async rewrite(message: Message): Promise<void> {
    const { channelId, id, content, flags, details, editedAtMs } = message;
    await this.context.query(REWRITE, [
      ...[channelId, id, content, flags ?? 0, details ?? null],
      editedAtMs === undefined ? null : new Date(editedAtMs),
      ...[SEARCHED_KINDS, termsLiteral(message)],
    ]);
  }

  async setPin(channelId: Id, messageId: Id, pinnedAtMs: number | undefined): Promise<number | undefined> {
    const pinnedAt = pinnedAtMs === undefined ? null : new Date(pinnedAtMs);
    await this.context.manager.query('UPDATE messages SET pinned_at = $3 WHERE channel_id = $1 AND id = $2', [
      ...[channelId, messageId, pinnedAt],
    ]);
    const [newest] = await this.context.query<{ last_pin_at: Date | null }[]>(KEEP_LAST_PIN, [channelId]);
    return newest?.last_pin_at?.getTime();
  }

  async countPins(channelId: Id): Promise<number> {
    const [row] = await this.context.query<{ count: number }[]>(
      'SELECT count(*)::integer AS count FROM messages WHERE channel_id = $1 AND pinned_at IS NOT NULL',
      [channelId],
    );
    return row?.count ?? 0;
  }
}
