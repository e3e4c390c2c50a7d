import { IsInt, Max, Min } from 'class-validator';
import { HISTORY_PAGE_MAX } from '../../../application/messaging';
import { MESSAGE_CONTENT_MAX } from '../../../domain/messaging';
import { IsSnowflake, IsText, MayBeAbsent } from '../../shared/validation';

export class AnnouncementDto {
  @IsText(1, MESSAGE_CONTENT_MAX)
  content!: string;
}

/** `before` and `after` exclude each other; without either, the newest. */
export class HistoryDto {
  @MayBeAbsent()
  @IsSnowflake()
  before?: string;

  @MayBeAbsent()
  @IsSnowflake()
  after?: string;

  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(HISTORY_PAGE_MAX)
  limit?: number;
}
