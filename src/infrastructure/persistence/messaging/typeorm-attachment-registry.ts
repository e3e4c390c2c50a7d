import { Injectable } from '@nestjs/common';
import { AttachmentRegistry, type NewAttachment } from '../../../application/files';
import { Clock } from '../../../application/shared/clock';
import type { Attachment } from '../../../domain/messaging';
import { assert } from '../../../shared/assert';
import { type Id, isId } from '../../../shared/ids';
import { TransactionContext } from '../transaction-context';
import type { AttachmentRow } from './message-extras.table';

const ADD = `INSERT INTO attachments (id, channel_id, uploader_id, filename, content_type, size, created_at)
  SELECT a.id, a.channel_id, a.uploader_id, a.filename, a.content_type, a.size, $7::timestamptz
  FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::bigint[])
    AS a(id, channel_id, uploader_id, filename, content_type, size)`;

@Injectable()
export class TypeOrmAttachmentRegistry extends AttachmentRegistry {
  constructor(
    private readonly context: TransactionContext,
    private readonly clock: Clock,
  ) {
    super();
  }

  async add(attachments: readonly NewAttachment[]): Promise<void> {
    if (attachments.length === 0) return;
    await this.context.query(ADD, [
      attachments.map((one) => one.id),
      attachments.map((one) => one.channelId),
      attachments.map((one) => one.uploaderId),
      attachments.map((one) => one.filename),
      attachments.map((one) => one.contentType),
      attachments.map((one) => one.size),
      new Date(this.clock.nowMs()),
    ]);
  }

  async attach(channelId: Id, messageId: Id, attachmentIds: readonly Id[]): Promise<void> {
    assert(this.context.current, 'attachments change with their message');
    if (attachmentIds.length === 0) return;
    await this.context.query(
      'UPDATE attachments SET message_id = $2 WHERE id = ANY($3::bigint[]) AND channel_id = $1 AND message_id IS NULL',
      [channelId, messageId, attachmentIds],
    );
  }

  async release(channelId: Id, messageIds: readonly Id[], keptIds: readonly Id[] = []): Promise<void> {
    assert(this.context.current, 'attachments change with their message');
    await this.context.query(
      `UPDATE attachments SET message_id = NULL
       WHERE channel_id = $1 AND message_id = ANY($2::bigint[]) AND NOT (id = ANY($3::bigint[]))`,
      [channelId, messageIds, keptIds],
    );
  }

  async releaseOfDeletedChannels(sinceMs: number): Promise<number> {
    const [row] = await this.context.query<{ count: string }[]>(
      `WITH released AS (
         UPDATE attachments a SET message_id = NULL FROM channels c
         WHERE c.id = a.channel_id AND c.closed_at >= $1 AND a.message_id IS NOT NULL RETURNING a.id
       ) SELECT count(*) AS count FROM released`,
      [new Date(sinceMs)],
    );
    return Number(row?.count);
  }

  async find(channelId: Id, attachmentId: Id): Promise<Pick<Attachment, 'filename' | 'contentType'> | undefined> {
    if (!isId(channelId) || !isId(attachmentId)) return undefined;
    const rows = await this.context.query<Pick<AttachmentRow, 'filename' | 'content_type'>[]>(
      `SELECT a.filename, a.content_type FROM attachments a LEFT JOIN channels c ON c.id = a.channel_id
       WHERE a.id = $2 AND a.channel_id = $1 AND a.message_id IS NOT NULL AND c.closed_at IS NULL`,
      [channelId, attachmentId],
    );
    return rows[0] && { filename: rows[0].filename, contentType: rows[0].content_type };
  }

  async unused(createdBeforeMs: number, limit: number): Promise<readonly Id[]> {
    const rows = await this.context.query<{ id: Id }[]>(
      `SELECT id FROM attachments WHERE message_id IS NULL AND created_at < $1 ORDER BY created_at LIMIT $2`,
      [new Date(createdBeforeMs), limit],
    );
    return rows.map(({ id }) => id);
  }

  async removeUnused(attachmentIds: readonly Id[]): Promise<readonly Id[]> {
    if (attachmentIds.length === 0) return [];
    const rows = await this.context.query<{ id: Id }[]>(
      `WITH removed AS (
         DELETE FROM attachments WHERE id = ANY($1::bigint[]) AND message_id IS NULL RETURNING id
       ) SELECT id FROM removed`,
      [attachmentIds],
    );
    return rows.map(({ id }) => id);
  }
}
