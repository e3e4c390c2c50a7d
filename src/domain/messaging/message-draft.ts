import { AppError, invalid } from '../../shared/errors';
import type { Id } from '../../shared/ids';
import { codePointLength, isStorableText } from '../../shared/text';
import type { AllowedMentions } from './mentions';
import { MESSAGE_CONTENT_MAX } from './message';
import { type Attachment, type Forwarded, type JsonObject, MessageFlag } from './message-details';
import { checkFormat, type MessageFormat } from './message-format';

export const EMBEDS_MAX = 10;
/** Code points in the texts of all embeds of a message together. */
export const EMBED_TEXT_MAX = 6_000;
/** Files of one message. */
export const MESSAGE_ATTACHMENTS_MAX = 10;
/** Bits that an author chooses; all others are the server's. */
export const AUTHOR_FLAGS = MessageFlag.suppressEmbeds | MessageFlag.suppressNotifications | MessageFlag.componentsV2;

/** What somebody wants to say. Absent parts are empty. */
export interface MessageDraft {
  readonly content: string;
  /** Absent: `text`. */
  readonly format?: MessageFormat;
  readonly embeds?: readonly JsonObject[];
  readonly components?: readonly JsonObject[];
  /** Stored for this channel already. */
  readonly attachments?: readonly Attachment[];
  /** Bits of `MessageFlag`; those that authors do not choose are dropped. */
  readonly flags?: number;
  readonly tts?: boolean;
  /** Absent: every mention counts. */
  readonly allowedMentions?: AllowedMentions;
  readonly reference?: DraftReference;
  /** Set by `ForwardMessages` alone. */
  readonly forwarded?: Forwarded;
}

/** The message that is answered. */
export interface DraftReference {
  readonly messageId: Id;
  /** Absent: the channel the answer is sent to; no other is allowed. */
  readonly channelId?: Id;
  /** False: when there is no such message, the answer is sent as a message of its own. */
  readonly failIfNotExists: boolean;
}

type DraftBody = Pick<MessageDraft, 'content' | 'format' | 'embeds' | 'components' | 'attachments' | 'flags'>;

/** @throws AppError `empty_message`, `too_long` or `invalid`, with the field */
export function checkDraft(draft: DraftBody): void {
  checkText(draft.content);
  checkNotEmpty(draft);
  checkFormat(draft);
  checkEmbeds(draft.embeds ?? []);
  if ((draft.attachments ?? []).length > MESSAGE_ATTACHMENTS_MAX) {
    throw invalid('attachments', `must have at most ${MESSAGE_ATTACHMENTS_MAX} files`);
  }
  const usesLayout = ((draft.flags ?? 0) & MessageFlag.componentsV2) !== 0;
  if (usesLayout && (draft.content !== '' || (draft.embeds ?? []).length > 0)) {
    throw invalid('flags', 'a message made of components has no content and no embeds');
  }
}

export const hasParts = ({ embeds, components, attachments }: DraftBody): boolean =>
  [embeds, components, attachments].some((part) => part !== undefined && part.length > 0);

function checkNotEmpty(draft: DraftBody): void {
  if (draft.content.trim().length > 0 || hasParts(draft)) return;
  throw new AppError('invalid', 'empty_message', 'content must not be empty', { field: 'content' });
}

function checkText(content: string): void {
  if (codePointLength(content) > MESSAGE_CONTENT_MAX) {
    throw new AppError('invalid', 'too_long', `content must have at most ${MESSAGE_CONTENT_MAX} characters`, {
      field: 'content',
    });
  }
  if (!isStorableText(content)) {
    throw new AppError('invalid', 'invalid', 'content must not contain U+0000 or lone surrogates', {
      field: 'content',
    });
  }
}

function checkEmbeds(embeds: readonly JsonObject[]): void {
  if (embeds.length > EMBEDS_MAX) throw invalid('embeds', `must have at most ${EMBEDS_MAX} embeds`);
  const length = embeds.reduce((sum, embed) => sum + embedTextLength(embed), 0);
  if (length > EMBED_TEXT_MAX) throw invalid('embeds', `must have at most ${EMBED_TEXT_MAX} characters in all`);
}

/** Title, description, names and values of the fields, footer and author. */
function embedTextLength({ title, description, footer, author, fields }: JsonObject): number {
  const texts = [title, description, partOf(footer, 'text'), partOf(author, 'name')];
  for (const field of Array.isArray(fields) ? (fields as unknown[]) : []) {
    texts.push(partOf(field, 'name'), partOf(field, 'value'));
  }
  return texts.reduce((sum: number, text) => sum + (typeof text === 'string' ? codePointLength(text) : 0), 0);
}

const partOf = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? (value as JsonObject)[key] : undefined;
