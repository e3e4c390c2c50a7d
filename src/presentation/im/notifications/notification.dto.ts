import { IsBoolean, IsInt, Max, Min } from 'class-validator';
import { NOTIFICATIONS_PAGE_MAX } from '../../../application/messaging/notifications/notification.reader';
import { IsSnowflake, MayBeAbsent } from '../../shared/validation';

export class ImListNotificationsDto {
  /** Only older ones. */
  @MayBeAbsent()
  @IsSnowflake()
  before?: string;

  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(NOTIFICATIONS_PAGE_MAX)
  limit?: number;

  @MayBeAbsent()
  @IsBoolean()
  unread_only?: boolean;
}
