import { Inject, Injectable } from '@nestjs/common';
import { CleanUpNotifications } from '../../application/messaging/notifications/clean-up-notifications';
import { ScheduledJob } from '../../application/shared/scheduled-job';

@Injectable()
export class NotificationCleanupJob extends ScheduledJob {
  readonly name = 'notification-cleanup';
  readonly intervalSeconds = 3_600;

  constructor(
    @Inject(CleanUpNotifications) private readonly cleanUpNotifications: Pick<CleanUpNotifications, 'execute'>,
  ) {
    super();
  }

  async run(signal: AbortSignal): Promise<void> {
    await this.cleanUpNotifications.execute(signal);
  }
}
