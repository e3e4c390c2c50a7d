import { ArrayMaxSize, IsArray, IsInt, Matches, Max, Min } from 'class-validator';
import { MEMBERS_PAGE_MAX } from '../../../application/guilds';
import { MEMBER_ROLES_MAX, NICK_MAX } from '../../../domain/guilds';
import { invalid } from '../../../shared/errors';
import { IsSnowflake, IsText, MayBeAbsent, MayBeNull } from '../../shared/validation';
import { IsPermissionBits } from '../rest/permission-bits';

/** Of one page unless said otherwise, as the API has always done. */
export const MEMBERS_PAGE_DEFAULT = 1;
const TIME_LENGTH_MAX = 64;

export class ListMembersDto {
  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(MEMBERS_PAGE_MAX)
  limit?: number;

  /** The highest user id already seen; 0 for the first page. */
  @MayBeAbsent()
  @Matches(/^\d{1,19}$/, { message: '$property must be an id' })
  after?: string;
}

export class SearchMembersDto {
  @IsText(0, NICK_MAX)
  query!: string;

  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(MEMBERS_PAGE_MAX)
  limit?: number;
}

/** https://docs.discord.com/developers/resources/guild#modify-current-member */
export class UpdateOwnMemberDto {
  /** Null for none. */
  @MayBeNull()
  @IsText(0, NICK_MAX)
  nick?: string | null;
}

/** https://docs.discord.com/developers/resources/guild#modify-guild-member */
export class UpdateMemberDto extends UpdateOwnMemberDto {
  @MayBeNull()
  @IsSnowflake({ each: true })
  @ArrayMaxSize(MEMBER_ROLES_MAX)
  @IsArray()
  roles?: string[] | null;

  /** When the timeout ends; null ends it now. */
  @MayBeNull()
  @IsText(1, TIME_LENGTH_MAX)
  communication_disabled_until?: string | null;
}

export class AddBotDto {
  /** Of the bot's own role. */
  @MayBeNull()
  @IsPermissionBits()
  permissions?: string | null;
}

/** @throws AppError `invalid` for what is no time */
export function toTimeoutMs(text: string | null | undefined): number | null | undefined {
  if (text === undefined || text === null) return text;
  const timeMs = Date.parse(text);
  if (Number.isNaN(timeMs)) throw invalid('communication_disabled_until', 'must be a time in ISO 8601');
  return timeMs;
}
