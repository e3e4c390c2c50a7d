import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsBoolean, IsInt, Matches, Max, Min, ValidateNested } from 'class-validator';
import type { JsonObject } from '../../../domain/messaging';
import { IsText, MayBeNull } from '../../shared/validation';
import { IsTime } from './is-time';

/** https://docs.discord.com/developers/resources/message#embed-object-embed-limits */
export const EMBED_TITLE_MAX = 256;
export const EMBED_DESCRIPTION_MAX = 4_096;
export const EMBED_FIELDS_MAX = 25;
export const EMBED_FIELD_NAME_MAX = 256;
export const EMBED_FIELD_VALUE_MAX = 1_024;
export const EMBED_FOOTER_MAX = 2_048;
export const EMBED_AUTHOR_MAX = 256;
export const LINK_LENGTH_MAX = 2_048;
const COLOR_MAX = 0xffffff;

const webLink = /^https?:\/\/\S+$/i;
const pictureLink = /^(?:https?|attachment):\/\/\S+$/i;

const isLink =
  (pattern: RegExp, schemes: string): PropertyDecorator =>
  (target, property) => {
    IsText(1, LINK_LENGTH_MAX)(target, property);
    Matches(pattern, { message: `must be a link (${schemes})` })(target, property);
  };
/** Where somebody may go. */
const IsWebLink = (): PropertyDecorator => isLink(webLink, 'http, https');
/** A picture: somewhere else, or a file of the message itself. */
const IsPictureLink = (): PropertyDecorator => isLink(pictureLink, 'http, https, attachment');

export class EmbedFooterDto {
  @IsText(1, EMBED_FOOTER_MAX)
  text!: string;

  @MayBeNull()
  @IsPictureLink()
  icon_url?: string | null;
}

export class EmbedPictureDto {
  @IsPictureLink()
  url!: string;
}

export class EmbedAuthorDto {
  @IsText(1, EMBED_AUTHOR_MAX)
  name!: string;

  @MayBeNull()
  @IsWebLink()
  url?: string | null;

  @MayBeNull()
  @IsPictureLink()
  icon_url?: string | null;
}

export class EmbedFieldDto {
  @IsText(1, EMBED_FIELD_NAME_MAX)
  name!: string;

  @IsText(1, EMBED_FIELD_VALUE_MAX)
  value!: string;

  @MayBeNull()
  @IsBoolean()
  inline?: boolean | null;
}

export class EmbedDto {
  @MayBeNull()
  @IsText(0, EMBED_TITLE_MAX)
  title?: string | null;

  @MayBeNull()
  @IsText(0, EMBED_DESCRIPTION_MAX)
  description?: string | null;

  @MayBeNull()
  @IsWebLink()
  url?: string | null;

  @MayBeNull()
  @IsTime()
  timestamp?: string | null;

  @MayBeNull()
  @IsInt()
  @Min(0)
  @Max(COLOR_MAX)
  color?: number | null;

  @MayBeNull()
  @ValidateNested()
  @Type(() => EmbedFooterDto)
  footer?: EmbedFooterDto | null;

  @MayBeNull()
  @ValidateNested()
  @Type(() => EmbedPictureDto)
  image?: EmbedPictureDto | null;

  @MayBeNull()
  @ValidateNested()
  @Type(() => EmbedPictureDto)
  thumbnail?: EmbedPictureDto | null;

  @MayBeNull()
  @ValidateNested()
  @Type(() => EmbedAuthorDto)
  author?: EmbedAuthorDto | null;

  @MayBeNull()
  @IsArray()
  @ArrayMaxSize(EMBED_FIELDS_MAX)
  @ValidateNested({ each: true })
  @Type(() => EmbedFieldDto)
  fields?: EmbedFieldDto[] | null;
}

/** As it is stored and shown: what is null is absent, because libraries look for the key. */
export function toEmbed({ timestamp, ...embed }: EmbedDto): JsonObject {
  const stored = withoutNulls(embed) as JsonObject;
  return { ...stored, type: 'rich', ...(timestamp && { timestamp: new Date(timestamp).toISOString() }) };
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => item !== null).map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== null && item !== undefined);
  return Object.fromEntries(entries.map(([key, item]) => [key, withoutNulls(item)]));
}
