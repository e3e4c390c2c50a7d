import { Injectable } from '@nestjs/common';
import {
  AttachmentRegistry,
  type NewAttachment,
  type RemovedAttachments,
  type StoredAttachment,
} from '../../../application/files';
import { Clock } from '../../../application/shared/clock';
import { assert } from '../../../shared/assert';
import { type Id, isId } from '../../../shared/ids';
import { TransactionContext } from '../transaction-context';
import type { AttachmentRow } from './message-extras.table';

const ADD = `INSERT INTO attachments
    (id, channel_id, uploader_id, filename, content_type, size, width, height, has_thumbnail, created_at)
  SELECT a.*, $10::timestamptz
  FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::bigint[], $7::integer[],
    $8::integer[], $9::boolean[])
    AS a(id, channel_id, uploader_id, filename, content_type, size, width, height, has_thumbnail)`;

/** The bytes of a file go with the last attachment that has them. */
const REMOVE_UNUSED = `WITH removed AS (
    DELETE FROM attachments WHERE id = ANY($1::bigint[]) AND message_id IS NULL
    RETURNING id, coalesce(file_id, id) AS file_id
  ) SELECT r.id, r.file_id, EXISTS (
    SELECT 1 FROM attachments a
    WHERE (a.id = r.file_id OR a.file_id = r.file_id) AND NOT EXISTS (SELECT 1 FROM removed o WHERE o.id = a.id)
  ) AS is_shared FROM removed r`;

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
      attachments.map((one) => one.channelId ?? null),
      attachments.map((one) => one.uploaderId),
      attachments.map((one) => one.filename),
      attachments.map((one) => one.contentType),
      attachments.map((one) => one.size),
      attachments.map((one) => one.width ?? null),
      attachments.map((one) => one.height ?? null),
      attachments.map((one) => one.hasThumbnail ?? false),
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

  async find(placeId: Id, attachmentId: Id): Promise<StoredAttachment | undefined> {
    if (!isId(placeId) || !isId(attachmentId)) return undefined;
    const [row] = await this.context.query<AttachmentRow[]>(
      `SELECT a.* FROM attachments a LEFT JOIN channels c ON c.id = a.channel_id
       WHERE a.id = $2 AND c.closed_at IS NULL AND (
         (a.message_id IS NOT NULL AND $1 IN (a.channel_id, a.uploader_id))
         OR (a.channel_id IS NULL AND a.uploader_id = $1))`,
      [placeId, attachmentId],
    );
    if (!row) return undefined;
    return {
      ...{ filename: row.filename, contentType: row.content_type, fileId: row.file_id ?? row.id },
      ...(row.has_thumbnail && { hasThumbnail: true }),
    };
  }

  async unused(createdBeforeMs: number, limit: number): Promise<readonly Id[]> {
    const rows = await this.context.query<{ id: Id }[]>(
      `SELECT id FROM attachments WHERE message_id IS NULL AND created_at < $1 ORDER BY created_at LIMIT $2`,
      [new Date(createdBeforeMs), limit],
    );
    return rows.map(({ id }) => id);
  }

  async removeUnused(attachmentIds: readonly Id[]): Promise<RemovedAttachments> {
    if (attachmentIds.length === 0) return { ids: [], fileIds: [] };
    const rows = await this.context.query<{ id: Id; file_id: Id; is_shared: boolean }[]>(REMOVE_UNUSED, [
      attachmentIds,
    ]);
    const unshared = rows.filter((row) => !row.is_shared);
    return { ids: rows.map(({ id }) => id), fileIds: [...new Set(unshared.map((row) => row.file_id))] };
  }
}
