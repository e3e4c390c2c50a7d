import { Injectable } from '@nestjs/common';
import { Housekeeping } from '../../application/operations/housekeeping';
import { ScheduledJob } from '../../application/shared/scheduled-job';

@Injectable()
export class InvalidationCleanupJob extends ScheduledJob {
  readonly name = 'invalidation-cleanup';
  readonly intervalSeconds = 600;

  constructor(private readonly housekeeping: Housekeeping) {
    super();
  }

  async run(): Promise<void> {
    await this.housekeeping.cleanInvalidations();
  }
}
