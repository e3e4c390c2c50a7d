import { AppError, invalid } from '../../shared/errors';
import { codePointLength } from '../../shared/text';

/** What a message's content is; absent means `text`. A picture or file stands in an attachment or is named by the content. */
export const messageFormats = ['text', 'image', 'file', 'sticker', 'emoji'] as const;
export type MessageFormat = (typeof messageFormats)[number];

/** Code points: a sticker is named by an address or a key, emojis stand in the content themselves. */
export const STICKER_CONTENT_MAX = 512;
export const EMOJI_CONTENT_MAX = 64;

const contentMax = { sticker: STICKER_CONTENT_MAX, emoji: EMOJI_CONTENT_MAX } as const;

interface FormattedBody {
  readonly format?: MessageFormat;
  readonly content: string;
  readonly attachments?: readonly { readonly contentType: string }[];
}

/** @throws AppError `invalid` or `too_long`, with the field */
export function checkFormat({ format = 'text', content, attachments = [] }: FormattedBody): void {
  if (!messageFormats.includes(format)) throw invalid('format', `must be one of ${messageFormats.join(', ')}`);
  if (format === 'image' && attachments.some(({ contentType }) => !contentType.startsWith('image/'))) {
    throw invalid('attachments', 'an image message has only pictures');
  }
  if (format !== 'sticker' && format !== 'emoji') return;
  if (attachments.length > 0) throw invalid('attachments', `a message of the format ${format} has no files`);
  if (codePointLength(content) > contentMax[format]) {
    throw new AppError(
      'invalid',
      'too_long',
      `content of this format must have at most ${contentMax[format]} characters`,
      {
        field: 'content',
      },
    );
  }
}
