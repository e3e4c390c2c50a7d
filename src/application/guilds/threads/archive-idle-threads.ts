import { Injectable } from '@nestjs/common';
import { Clock } from '../../shared/clock';
import { UnitOfWork } from '../../shared/unit-of-work';
import { ThreadReader } from '../thread.reader';
import { ThreadChanges } from './thread-changes';
import { ThreadRepository } from './thread.repository';

/** Threads archived at one go; the rest waits for the next. */
export const ARCHIVED_AT_ONCE_MAX = 200;

/** Archives threads in which nothing was said for as long as they allow. Safe to run twice. */
@Injectable()
export class ArchiveIdleThreads {
  constructor(
    private readonly reader: ThreadReader,
    private readonly threads: ThreadRepository,
    private readonly changes: ThreadChanges,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** How many were archived. */
  async execute(): Promise<number> {
    const nowMs = this.clock.nowMs();
    const idle = await this.reader.idle(nowMs, ARCHIVED_AT_ONCE_MAX);
    for (const { id } of idle) {
      await this.uow.run(async () => {
        const thread = await this.threads.lock(id);
        if (thread && !thread.isArchived) {
          await this.changes.update({ ...thread, isArchived: true, archiveChangedAtMs: nowMs });
        }
      });
    }
    return idle.length;
  }
}
