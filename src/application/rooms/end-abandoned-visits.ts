import { Injectable } from '@nestjs/common';
import { Logger } from '../shared/logger';
import { VisitLog } from './visit-log';

/** Ends the stays that a killed process could not end itself. Safe to run twice and on several processes. */
@Injectable()
export class EndAbandonedVisits {
  constructor(
    private readonly visits: VisitLog,
    private readonly logger: Logger,
  ) {}

  async execute(): Promise<void> {
    const closed = await this.visits.closeAbandoned();
    if (closed > 0) this.logger.info('ended the stays that a stopped process left open', { visits: closed });
  }
}
