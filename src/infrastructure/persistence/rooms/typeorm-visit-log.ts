import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { type Visit, VisitLog } from '../../../application/rooms/visit-log';
import { Metrics } from '../../../application/shared/metrics';
import { ProcessIdentity } from '../../../application/shared/process-identity';
import { assert } from '../../../shared/assert';
import { AppError } from '../../../shared/errors';
import type { Id } from '../../../shared/ids';
import { toAppError } from '../constraint-errors';
import { BatchQueue } from '../shared/batch-queue';
import { TransactionContext } from '../transaction-context';
import { retryingConflicts } from '../transaction-errors';
import { lockChannels, touchChannels } from './channel-locks';
import { countVisits, type EndedVisit, endVisits, findAbandonedVisits, insertVisits } from './visit-queries';

/** One commit carries at most this many joins and leaves. */
export const VISIT_BATCH_MAX = 256;
/** Joins and leaves waiting for a commit; beyond it `limited`. */
export const VISIT_QUEUE_MAX = 20_000;
/** Abandoned stays ended in one transaction. */
const ABANDONED_BATCH_MAX = 1_000;

type VisitEntry =
  | { readonly kind: 'open'; readonly roomId: Id; readonly visit: Visit }
  | { readonly kind: 'close'; readonly roomId: Id; readonly ended: EndedVisit };

@Injectable()
export class TypeOrmVisitLog extends VisitLog {
  private readonly queue: BatchQueue<VisitEntry, void>;

  constructor(
    private readonly dataSource: DataSource,
    private readonly context: TransactionContext,
    private readonly identity: ProcessIdentity,
    metrics: Metrics,
  ) {
    super();
    this.queue = new BatchQueue<VisitEntry, void>({
      run: (entries) => this.commit(entries),
      entriesMax: VISIT_BATCH_MAX,
      queuedMax: VISIT_QUEUE_MAX,
      onFull: () => {
        metrics.limitReached('visit_log_queue');
        return new AppError('limited', 'limited', 'too many joins are waiting to be stored', { retryAfterMs: 1_000 });
      },
    });
    metrics.gauge('guildhall_visit_log_queue_depth', 'Joins and leaves waiting to be stored', () => this.queue.depth);
  }

  open(visit: Visit): Promise<void> {
    return this.add({ kind: 'open', roomId: visit.roomId, visit });
  }

  close({ id, roomId }: Pick<Visit, 'id' | 'roomId'>, leftAtMs: number): Promise<void> {
    return this.add({ kind: 'close', roomId, ended: { id, leftAtMs } });
  }

  async closeAbandoned(): Promise<number> {
    let closed = 0;
    for (;;) {
      const found = await this.transaction((manager) => this.endAbandoned(manager));
      closed += found;
      if (found < ABANDONED_BATCH_MAX) return closed;
    }
  }

  flush(): Promise<void> {
    return this.queue.drain();
  }

  private async add(entry: VisitEntry): Promise<void> {
    assert(!this.context.current, 'the visit log owns its transaction: never call it inside a unit of work');
    await this.queue.add(entry);
  }

  private async commit(entries: readonly VisitEntry[]): Promise<readonly void[]> {
    await this.transaction((manager) => this.write(manager, entries));
    return entries.map(() => undefined);
  }

  private transaction<Result>(work: (manager: EntityManager) => Promise<Result>): Promise<Result> {
    return retryingConflicts(() => this.dataSource.transaction(work)).catch((error: unknown) => {
      throw toAppError(error);
    });
  }

  /** Stays that open and end in one batch are inserted before they end. */
  private async write(manager: EntityManager, entries: readonly VisitEntry[]): Promise<void> {
    const roomIds = entries.map((entry) => entry.roomId);
    const opened = entries.flatMap((entry) => (entry.kind === 'open' ? [entry.visit] : []));
    const ended = entries.flatMap((entry) => (entry.kind === 'close' ? [entry.ended] : []));
    await lockChannels(manager, roomIds);
    await insertVisits(manager, this.identity.processId, opened);
    await countVisits(manager, opened, await endVisits(manager, ended));
    await touchChannels(manager, roomIds);
  }

  private async endAbandoned(manager: EntityManager): Promise<number> {
    const found = await findAbandonedVisits(manager, this.identity.processId, ABANDONED_BATCH_MAX);
    if (found.length === 0) return 0;
    const roomIds = found.map((visit) => visit.roomId);
    await lockChannels(manager, roomIds);
    const endedByRoom = await endVisits(manager, found);
    await countVisits(manager, [], endedByRoom);
    await touchChannels(manager, roomIds);
    return found.length;
  }
}
