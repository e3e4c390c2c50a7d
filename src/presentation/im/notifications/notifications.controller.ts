import { Controller, Get, HttpCode, HttpStatus, Param, Post, Put, Query } from '@nestjs/common';
import { CountUnreadNotifications } from '../../../application/messaging/notifications/count-unread-notifications';
import { ListNotifications } from '../../../application/messaging/notifications/list-notifications';
import { MarkAllNotificationsRead } from '../../../application/messaging/notifications/mark-all-notifications-read';
import { MarkNotificationRead } from '../../../application/messaging/notifications/mark-notification-read';
import type { AccountActor } from '../../../application/shared/actor';
import { PresentedSuccess } from '../auth/auth-answer.dto';
import { ForPeople, Refuses } from '../for-people';
import { CurrentPerson } from '../people.guard';
import { PresentedNotification, PresentedUnreadCount } from './notification-answer.dto';
import { NotificationPresentation } from './notification-presentation';
import { ImListNotificationsDto } from './notification.dto';

/** The inbox: mentions, answers, friend requests and invitations to groups. */
@ForPeople()
@Controller('api/notifications')
export class NotificationsController {
  constructor(
    private readonly listNotifications: ListNotifications,
    private readonly countUnread: CountUnreadNotifications,
    private readonly markRead: MarkNotificationRead,
    private readonly markAllRead: MarkAllNotificationsRead,
    private readonly presentation: NotificationPresentation,
  ) {}

  /** Newest first. */
  @Get()
  async list(
    @CurrentPerson() actor: AccountActor,
    @Query() { before, limit, unread_only: unreadOnly }: ImListNotificationsDto,
  ): Promise<PresentedNotification[]> {
    return this.presentation.list(await this.listNotifications.execute(actor, { before, limit, unreadOnly }));
  }

  @Get('unread-count')
  async unreadCount(@CurrentPerson() actor: AccountActor): Promise<PresentedUnreadCount> {
    return { unread_count: await this.countUnread.execute(actor) };
  }

  @Post('read-all')
  @HttpCode(HttpStatus.OK)
  async readAll(@CurrentPerson() actor: AccountActor): Promise<PresentedSuccess> {
    await this.markAllRead.execute(actor);
    return { success: true };
  }

  @Put(':id/read')
  @Refuses(404, 'Notification not found')
  async read(@CurrentPerson() actor: AccountActor, @Param('id') notificationId: string): Promise<PresentedSuccess> {
    await this.markRead.execute(actor, { notificationId });
    return { success: true };
  }
}
