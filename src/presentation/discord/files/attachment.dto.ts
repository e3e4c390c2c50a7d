import { IsDefined } from 'class-validator';
import type { NewUpload } from '../../../application/files';
import { FILENAME_LENGTH_MAX } from '../../../application/files';
import { invalid } from '../../../shared/errors';
import { type Id, isId } from '../../../shared/ids';
import { IsText, MayBeNull } from '../../shared/validation';
import type { UploadedFile } from './form';

export const ATTACHMENT_DESCRIPTION_MAX = 1_024;

/** One entry of a message's `attachments`: about `files[id]` of the same form, or one that the message already has. */
export class AttachmentDto {
  @IsDefined({ message: 'is required' })
  id!: string | number;

  @MayBeNull()
  @IsText(1, FILENAME_LENGTH_MAX)
  filename?: string | null;

  @MayBeNull()
  @IsText(0, ATTACHMENT_DESCRIPTION_MAX)
  description?: string | null;
}

/** The files of a form with what `attachments` says about them. */
export function newUploads(
  files: readonly UploadedFile[],
  attachments: readonly AttachmentDto[] | null | undefined,
): NewUpload[] {
  return files.map((file) => {
    const entry = attachments?.find(({ id }) => String(id) === String(file.index));
    const description = entry?.description ?? undefined;
    return { file, filename: entry?.filename ?? file.filename, ...(description !== undefined && { description }) };
  });
}

/**
 * Of an edit: the attachments the message keeps; undefined keeps all.
 * @throws AppError `invalid` for an entry that is neither a file of the form nor an id
 */
export function keptAttachmentIds(
  files: readonly UploadedFile[],
  attachments: readonly AttachmentDto[] | null | undefined,
): readonly Id[] | undefined {
  if (!attachments) return undefined;
  const indexes = new Set(files.map(({ index }) => String(index)));
  const ids = attachments.map(({ id }) => String(id)).filter((id) => !indexes.has(id));
  ids.forEach((id, place) => {
    if (!isId(id)) throw invalid(`attachments.${place}.id`, 'is no file of this request and no attachment');
  });
  return ids;
}
