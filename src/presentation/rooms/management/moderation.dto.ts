import { IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';
import { TICKET_SECONDS_MAX } from '../../../application/rooms/issue-ticket';
import { SANCTIONS_PAGE_MAX } from '../../../application/rooms/sanction.repository';
import {
  MODERATION_REASON_MAX,
  MODERATION_SECONDS_MAX,
  NICKNAME_MAX,
  OUTSIDE_USER_ID_MAX,
} from '../../../domain/rooms';
import { IsText, MayBeAbsent } from '../../shared/validation';

export class SanctionDto {
  @IsOptional()
  @IsText(0, MODERATION_REASON_MAX)
  reason?: string | null;

  /** Null or absent: until lifted. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(MODERATION_SECONDS_MAX)
  duration_seconds?: number | null;
}

export class ListSanctionsDto {
  /** The last user already seen; the `Link` header has it. */
  @MayBeAbsent()
  @IsText(1, OUTSIDE_USER_ID_MAX)
  after?: string;
}

export class ListServerBansDto {
  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(SANCTIONS_PAGE_MAX)
  limit?: number;
}

export class TicketDto {
  @IsText(1, OUTSIDE_USER_ID_MAX)
  user_id!: string;

  /** Shown to the others, whatever name the user gives. */
  @IsOptional()
  @IsText(1, NICKNAME_MAX)
  nickname?: string | null;

  /** `admin` makes an admin for the stay; `member` is the default. */
  @MayBeAbsent()
  @IsIn(['admin', 'member'])
  role?: 'admin' | 'member';

  /** An hour unless said otherwise. */
  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(TICKET_SECONDS_MAX)
  expires_in_seconds?: number;
}
