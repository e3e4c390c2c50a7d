import { Inject, Injectable } from '@nestjs/common';
import { CleanUpFiles } from '../../application/files';
import { ScheduledJob } from '../../application/shared/scheduled-job';

@Injectable()
export class FileCleanupJob extends ScheduledJob {
  readonly name = 'file-cleanup';
  readonly intervalSeconds = 900;

  constructor(@Inject(CleanUpFiles) private readonly cleanUpFiles: Pick<CleanUpFiles, 'execute'>) {
    super();
  }

  async run(signal: AbortSignal): Promise<void> {
    await this.cleanUpFiles.execute(signal);
  }
}
