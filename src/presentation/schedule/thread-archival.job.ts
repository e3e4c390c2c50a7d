import { Inject, Injectable } from '@nestjs/common';
import { ArchiveIdleThreads } from '../../application/guilds/threads/archive-idle-threads';
import { ScheduledJob } from '../../application/shared/scheduled-job';

@Injectable()
export class ThreadArchivalJob extends ScheduledJob {
  readonly name = 'thread-archival';
  readonly intervalSeconds = 60;

  constructor(@Inject(ArchiveIdleThreads) private readonly archiveIdleThreads: Pick<ArchiveIdleThreads, 'execute'>) {
    super();
  }

  async run(): Promise<void> {
    await this.archiveIdleThreads.execute();
  }
}
