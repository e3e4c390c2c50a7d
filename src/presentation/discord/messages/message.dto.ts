import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsBoolean, IsIn, IsInt, Max, Min, ValidateBy, ValidateNested } from 'class-validator';
import type { MessageEdit } from '../../../application/messaging';
import {
  type AllowedMentions,
  type DraftReference,
  EMBEDS_MAX,
  MENTIONS_MAX,
  MESSAGE_ATTACHMENTS_MAX,
  MESSAGE_CONTENT_MAX,
  type MessageDraft,
} from '../../../domain/messaging';
import { invalid } from '../../../shared/errors';
import { codePointLength, isStorableText } from '../../../shared/text';
import { IsSnowflake, IsText, MayBeNull } from '../../shared/validation';
import { AttachmentDto } from '../files/attachment.dto';
import { IsComponents, readComponents } from './components';
import { EmbedDto, toEmbed } from './embed.dto';

/** Code points of a nonce in this dialect. */
export const DISCORD_NONCE_MAX = 25;
const FLAGS_MAX = 0x7fffffff;
const mentionKinds = ['users', 'roles', 'everyone'] as const;
/** https://docs.discord.com/developers/resources/message#message-reference-types */
const REPLY_REFERENCE = 0;

/** A text or a whole number. */
const IsNonce = (): PropertyDecorator =>
  ValidateBy({
    name: 'isNonce',
    validator: {
      validate: (value: unknown) =>
        Number.isSafeInteger(value) ||
        (typeof value === 'string' && codePointLength(value) <= DISCORD_NONCE_MAX && isStorableText(value)),
      defaultMessage: () => `$property must be an integer or have at most ${DISCORD_NONCE_MAX} characters`,
    },
  });

export class AllowedMentionsDto {
  @MayBeNull()
  @IsArray()
  @IsIn(mentionKinds, { each: true })
  parse?: (typeof mentionKinds)[number][] | null;

  @MayBeNull()
  @IsArray()
  @ArrayMaxSize(MENTIONS_MAX)
  @IsSnowflake({ each: true })
  users?: string[] | null;

  @MayBeNull()
  @IsArray()
  @ArrayMaxSize(MENTIONS_MAX)
  @IsSnowflake({ each: true })
  roles?: string[] | null;

  @MayBeNull()
  @IsBoolean()
  replied_user?: boolean | null;
}

export class MessageReferenceDto {
  @MayBeNull()
  @IsInt()
  type?: number | null;

  @IsSnowflake()
  message_id!: string;

  @MayBeNull()
  @IsSnowflake()
  channel_id?: string | null;

  @MayBeNull()
  @IsSnowflake()
  guild_id?: string | null;

  @MayBeNull()
  @IsBoolean()
  fail_if_not_exists?: boolean | null;
}

/** What a message and an edit of one have in common; webhooks and answers to clicks send it too. */
export class MessageBodyDto {
  @MayBeNull()
  @IsText(0, MESSAGE_CONTENT_MAX)
  content?: string | null;

  @MayBeNull()
  @IsArray()
  @ArrayMaxSize(EMBEDS_MAX)
  @ValidateNested({ each: true })
  @Type(() => EmbedDto)
  embeds?: EmbedDto[] | null;

  @MayBeNull()
  @IsComponents()
  components?: unknown[] | null;

  @MayBeNull()
  @ValidateNested()
  @Type(() => AllowedMentionsDto)
  allowed_mentions?: AllowedMentionsDto | null;

  @MayBeNull()
  @IsInt()
  @Min(0)
  @Max(FLAGS_MAX)
  flags?: number | null;

  @MayBeNull()
  @IsArray()
  @ArrayMaxSize(MESSAGE_ATTACHMENTS_MAX)
  @ValidateNested({ each: true })
  @Type(() => AttachmentDto)
  attachments?: AttachmentDto[] | null;
}

/** https://docs.discord.com/developers/resources/message#create-message */
export class NewMessageDto extends MessageBodyDto {
  @MayBeNull()
  @IsBoolean()
  tts?: boolean | null;

  @MayBeNull()
  @IsNonce()
  nonce?: string | number | null;

  @MayBeNull()
  @IsBoolean()
  enforce_nonce?: boolean | null;

  @MayBeNull()
  @ValidateNested()
  @Type(() => MessageReferenceDto)
  message_reference?: MessageReferenceDto | null;
}

/** https://docs.discord.com/developers/resources/message#edit-message */
export class EditMessageDto extends MessageBodyDto {}

/** What a body says, but for its files. */
export function toDraft(body: MessageBodyDto): Omit<MessageDraft, 'attachments'> {
  return {
    content: body.content ?? '',
    embeds: toEmbeds(body.embeds),
    components: readComponents(body.components, body.flags ?? 0),
    ...(body.flags && { flags: body.flags }),
    ...(body.allowed_mentions && { allowedMentions: toAllowedMentions(body.allowed_mentions) }),
  };
}

/** What an edit says, but for its files: null and empty parts go, absent ones stay. */
export function toEdit(body: EditMessageDto): Omit<MessageEdit, 'keptAttachmentIds' | 'newAttachments'> {
  return {
    ...(body.content !== undefined && { content: body.content ?? '' }),
    ...(body.embeds !== undefined && { embeds: toEmbeds(body.embeds) }),
    ...(body.components !== undefined && { components: readComponents(body.components, body.flags ?? 0) }),
    ...(typeof body.flags === 'number' && { flags: body.flags }),
    ...(body.allowed_mentions && { allowedMentions: toAllowedMentions(body.allowed_mentions) }),
  };
}

/** What only a new message of a person or bot says. */
export function toNewDraft(body: NewMessageDto): Omit<MessageDraft, 'attachments'> & NonceInput {
  return {
    ...toDraft(body),
    ...(body.tts && { tts: true }),
    ...(body.message_reference && { reference: toReference(body.message_reference) }),
    ...nonceInput(body),
  };
}

interface NonceInput {
  readonly nonce?: string;
  readonly echoNonce?: string | number;
}

/** A nonce is only echoed unless it is to be enforced; then it is the idempotency key as well. */
function nonceInput({ nonce, enforce_nonce: isEnforced }: NewMessageDto): NonceInput {
  if (nonce === undefined || nonce === null || nonce === '') return {};
  return { echoNonce: nonce, ...(isEnforced && { nonce: String(nonce) }) };
}

export const toEmbeds = (embeds: readonly (EmbedDto | null)[] | null | undefined): MessageDraft['embeds'] =>
  (embeds ?? []).flatMap((embed, index) => {
    if (embed && isShown(embed)) return [toEmbed(embed)];
    throw invalid(`embeds.${index}.description`, 'is required');
  });

/** An embed without any of these would be an empty box. */
const isShown = (embed: EmbedDto): boolean =>
  [embed.title, embed.description, embed.image, embed.thumbnail, embed.footer, embed.author].some(Boolean) ||
  (embed.fields ?? []).length > 0;

/** @throws AppError `invalid` for a list of users (or roles) beside a rule for all of them */
export function toAllowedMentions(dto: AllowedMentionsDto): AllowedMentions {
  const parse = new Set(dto.parse ?? []);
  for (const name of ['users', 'roles'] as const) {
    if (parse.has(name) && (dto[name] ?? []).length > 0) {
      throw invalid(`allowed_mentions.${name}`, `exclude each other: parse with ${name}, and a list of them`);
    }
  }
  return {
    parse,
    userIds: new Set(dto.users ?? []),
    roleIds: new Set(dto.roles ?? []),
    repliedUser: dto.replied_user ?? false,
  };
}

function toReference(dto: MessageReferenceDto): DraftReference {
  if ((dto.type ?? REPLY_REFERENCE) !== REPLY_REFERENCE) {
    throw invalid('message_reference.type', 'only replies (0) are supported');
  }
  return {
    messageId: dto.message_id,
    ...(dto.channel_id && { channelId: dto.channel_id }),
    failIfNotExists: dto.fail_if_not_exists ?? true,
  };
}
