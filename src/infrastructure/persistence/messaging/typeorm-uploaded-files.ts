import { Injectable } from '@nestjs/common';
import { type AttachmentCopy, type AttachmentPlace, UploadedFiles } from '../../../application/files';
import { Clock } from '../../../application/shared/clock';
import type { Attachment } from '../../../domain/messaging';
import { type Id, isId } from '../../../shared/ids';
import { TransactionContext } from '../transaction-context';
import type { AttachmentRow } from './message-extras.table';

/** The originals are locked, so that none loses its message, and with it its file, before the copies are there. */
const COPY = `WITH wanted AS (
    SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[])
      AS w(id, channel_id, uploader_id, original_channel_id, original_id)
  ), originals AS (
    SELECT a.* FROM attachments a
    WHERE a.message_id IS NOT NULL AND (a.channel_id, a.id) IN (SELECT original_channel_id, original_id FROM wanted)
    ORDER BY a.id FOR SHARE
  ), copied AS (
    INSERT INTO attachments (id, channel_id, uploader_id, filename, content_type, size, width, height, has_thumbnail,
      file_id, created_at)
    SELECT w.id, w.channel_id, w.uploader_id, o.filename, o.content_type, o.size, o.width, o.height, o.has_thumbnail,
      coalesce(o.file_id, o.id), $6
    FROM wanted w JOIN originals o ON o.id = w.original_id AND o.channel_id = w.original_channel_id
    RETURNING id
  ) SELECT id FROM copied`;

@Injectable()
export class TypeOrmUploadedFiles extends UploadedFiles {
  constructor(
    private readonly context: TransactionContext,
    private readonly clock: Clock,
  ) {
    super();
  }

  async own(uploaderId: Id, attachmentIds: readonly Id[]): Promise<readonly Attachment[]> {
    const rows = await this.context.query<AttachmentRow[]>(
      `SELECT * FROM attachments WHERE id = ANY($2::bigint[]) AND uploader_id = $1 AND file_id IS NULL
       AND (channel_id IS NULL OR message_id IS NOT NULL)`,
      [uploaderId, attachmentIds.filter(isId)],
    );
    return rows.map(toAttachment);
  }

  async countUnsent(uploaderId: Id): Promise<number> {
    const [row] = await this.context.query<{ count: number }[]>(
      `SELECT count(*)::integer AS count FROM attachments
       WHERE message_id IS NULL AND channel_id IS NULL AND uploader_id = $1`,
      [uploaderId],
    );
    return row?.count ?? 0;
  }

  async copy(copies: readonly AttachmentCopy[]): Promise<readonly Id[]> {
    if (copies.length === 0) return [];
    const rows = await this.context.query<{ id: Id }[]>(COPY, [
      copies.map(({ id }) => id),
      copies.map(({ channelId }) => channelId),
      copies.map(({ uploaderId }) => uploaderId),
      copies.map(({ original }) => original.channelId),
      copies.map(({ original }) => original.attachmentId),
      new Date(this.clock.nowMs()),
    ]);
    return rows.map(({ id }) => id);
  }

  async placeOf(attachmentId: Id): Promise<AttachmentPlace | undefined> {
    if (!isId(attachmentId)) return undefined;
    const [row] = await this.context.query<Pick<AttachmentRow, 'channel_id' | 'message_id' | 'uploader_id'>[]>(
      'SELECT channel_id, message_id, uploader_id FROM attachments WHERE id = $1',
      [attachmentId],
    );
    if (!row) return undefined;
    const { channel_id: channelId, message_id: messageId, uploader_id: uploaderId } = row;
    if (channelId === null) return { uploaderId };
    return messageId === null ? undefined : { uploaderId, message: { channelId, messageId } };
  }
}

function toAttachment(row: AttachmentRow): Attachment {
  return {
    ...{ id: row.id, filename: row.filename, contentType: row.content_type, size: Number(row.size) },
    ...(row.width !== null && { width: row.width }),
    ...(row.height !== null && { height: row.height }),
    ...(row.has_thumbnail && { hasThumbnail: true }),
  };
}
