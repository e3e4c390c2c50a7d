import { Injectable } from '@nestjs/common';
import { Housekeeping } from '../../application/operations/housekeeping';
import { ScheduledJob } from '../../application/shared/scheduled-job';

@Injectable()
export class OutboxCleanupJob extends ScheduledJob {
  readonly name = 'outbox-cleanup';
  readonly intervalSeconds = 3_600;

  constructor(private readonly housekeeping: Housekeeping) {
    super();
  }

  async run(signal: AbortSignal): Promise<void> {
    await this.housekeeping.cleanOutbox(signal);
  }
}
