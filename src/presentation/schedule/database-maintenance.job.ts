import { Injectable } from '@nestjs/common';
import { Housekeeping } from '../../application/operations/housekeeping';
import { ScheduledJob } from '../../application/shared/scheduled-job';

const HOUR_SECONDS = 3_600;

@Injectable()
export class DatabaseMaintenanceJob extends ScheduledJob {
  readonly name = 'database-maintenance';
  readonly intervalSeconds: number;

  constructor(private readonly housekeeping: Housekeeping) {
    super();
    this.intervalSeconds = housekeeping.needsMaintenance ? HOUR_SECONDS : 0;
  }

  run(): Promise<void> {
    return this.housekeeping.maintain();
  }
}
