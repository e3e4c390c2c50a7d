import { Injectable } from '@nestjs/common';
import { EndAbandonedVisits } from '../../application/rooms/end-abandoned-visits';
import { ScheduledJob } from '../../application/shared/scheduled-job';

/** A process that is started again at once still finds the lease of the killed one alive: a later run sees it end. */
@Injectable()
export class AbandonedVisitsJob extends ScheduledJob {
  readonly name = 'abandoned-visits';
  readonly intervalSeconds = 60;

  constructor(private readonly endAbandonedVisits: EndAbandonedVisits) {
    super();
  }

  run(): Promise<void> {
    return this.endAbandonedVisits.execute();
  }
}
