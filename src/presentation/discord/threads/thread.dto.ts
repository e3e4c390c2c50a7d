import { IsBoolean, IsIn, IsInt, Max, Min } from 'class-validator';
import { THREAD_PAGE_MAX } from '../../../application/guilds';
import { autoArchiveMinutes, THREAD_NAME_MAX, THREAD_SLOW_MODE_SECONDS_MAX } from '../../../domain/guilds';
import { IsSnowflake, IsText, MayBeAbsent, MayBeNull } from '../../shared/validation';

/** https://docs.discord.com/developers/resources/channel#channel-object-channel-types */
export const PRIVATE_THREAD = 12;
const THREAD_TYPES = [10, 11, PRIVATE_THREAD];
const THREADS_LISTED_DEFAULT = 50;
const TIME_LENGTH_MAX = 64;

export class ThreadFromMessageDto {
  @IsText(1, THREAD_NAME_MAX)
  name!: string;

  @MayBeNull()
  @IsIn(autoArchiveMinutes)
  auto_archive_duration?: number | null;

  @MayBeNull()
  @IsInt()
  @Min(0)
  @Max(THREAD_SLOW_MODE_SECONDS_MAX)
  rate_limit_per_user?: number | null;
}

export class ThreadDto extends ThreadFromMessageDto {
  /** Private when it is left out, as the API has always done. */
  @MayBeNull()
  @IsIn(THREAD_TYPES)
  type?: number | null;

  @MayBeNull()
  @IsBoolean()
  invitable?: boolean | null;
}

export class UpdateThreadDto {
  @MayBeNull()
  @IsText(1, THREAD_NAME_MAX)
  name?: string | null;

  @MayBeNull()
  @IsBoolean()
  archived?: boolean | null;

  @MayBeNull()
  @IsBoolean()
  locked?: boolean | null;

  @MayBeNull()
  @IsBoolean()
  invitable?: boolean | null;

  @MayBeNull()
  @IsIn(autoArchiveMinutes)
  auto_archive_duration?: number | null;

  @MayBeNull()
  @IsInt()
  @Min(0)
  @Max(THREAD_SLOW_MODE_SECONDS_MAX)
  rate_limit_per_user?: number | null;
}

export class ThreadMembersQueryDto {
  @MayBeAbsent()
  @IsBoolean()
  with_member?: boolean;

  @MayBeAbsent()
  @IsSnowflake()
  after?: string;

  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(THREAD_PAGE_MAX)
  limit: number = THREAD_PAGE_MAX;
}

export class ArchivedThreadsQueryDto {
  /** A time, or an id. */
  @MayBeAbsent()
  @IsText(1, TIME_LENGTH_MAX)
  before?: string;

  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(THREAD_PAGE_MAX)
  limit: number = THREADS_LISTED_DEFAULT;
}
