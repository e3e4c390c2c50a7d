import { ArrayMaxSize, IsArray, IsInt, Max, Min } from 'class-validator';
import { BANS_PAGE_MAX } from '../../../application/guilds/bans/ban.repository';
import { BULK_BAN_MAX } from '../../../application/guilds/bans/bulk-ban';
import { PURGE_SECONDS_MAX } from '../../../application/guilds/bans/message-purge';
import { AUDIT_REASON_MAX } from '../../../application/guilds';
import { IsSnowflake, IsText, MayBeAbsent, MayBeNull } from '../../shared/validation';

const PURGE_DAYS_MAX = 7;
const SECONDS_PER_DAY = 86_400;

export class ListBansDto {
  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(BANS_PAGE_MAX)
  limit?: number;

  @MayBeAbsent()
  @IsSnowflake()
  before?: string;

  @MayBeAbsent()
  @IsSnowflake()
  after?: string;
}

/** As a body, or as a query, which some libraries send. https://docs.discord.com/developers/resources/guild#create-guild-ban */
export class BanDto {
  @MayBeNull()
  @IsInt()
  @Min(0)
  @Max(PURGE_SECONDS_MAX)
  delete_message_seconds?: number | null;

  /** The older form of `delete_message_seconds`, which goes before it. */
  @MayBeNull()
  @IsInt()
  @Min(0)
  @Max(PURGE_DAYS_MAX)
  delete_message_days?: number | null;

  /** The older form of the header. */
  @MayBeNull()
  @IsText(0, AUDIT_REASON_MAX)
  reason?: string | null;
}

export class BulkBanDto {
  @IsSnowflake({ each: true })
  @ArrayMaxSize(BULK_BAN_MAX)
  @IsArray()
  user_ids!: string[];

  @MayBeNull()
  @IsInt()
  @Min(0)
  @Max(PURGE_SECONDS_MAX)
  delete_message_seconds?: number | null;
}

export function purgeSecondsOf(form: BanDto): number | undefined {
  const { delete_message_seconds: seconds, delete_message_days: days } = form;
  if (seconds !== undefined && seconds !== null) return seconds;
  return days === undefined || days === null ? undefined : days * SECONDS_PER_DAY;
}
