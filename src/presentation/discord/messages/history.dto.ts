import { IsArray, IsInt, Max, Min } from 'class-validator';
import { HISTORY_PAGE_MAX, PINS_PAGE_MAX, REACTING_USERS_PAGE_MAX } from '../../../application/messaging';
import { IsSnowflake, MayBeAbsent } from '../../shared/validation';
import { IsTime } from './is-time';

export const HISTORY_PAGE_DEFAULT = 50;
export const REACTING_USERS_PAGE_DEFAULT = 25;

/** `before`, `after` and `around` exclude each other; without any, the newest. */
export class HistoryDto {
  @MayBeAbsent()
  @IsSnowflake()
  before?: string;

  @MayBeAbsent()
  @IsSnowflake()
  after?: string;

  @MayBeAbsent()
  @IsSnowflake()
  around?: string;

  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(HISTORY_PAGE_MAX)
  limit?: number;
}

export class ReactingUsersDto {
  @MayBeAbsent()
  @IsSnowflake()
  after?: string;

  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(REACTING_USERS_PAGE_MAX)
  limit?: number;

  /** 0: normal reactions; 1: super reactions. */
  @MayBeAbsent()
  @IsInt()
  type?: number;
}

export class PinsDto {
  /** Pinned before this time. */
  @MayBeAbsent()
  @IsTime()
  before?: string;

  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(PINS_PAGE_MAX)
  limit?: number;
}

/** How many there may be is a rule of its own, with an error of its own. */
export class BulkDeleteDto {
  @IsArray()
  @IsSnowflake({ each: true })
  messages!: string[];
}
