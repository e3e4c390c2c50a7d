import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import {
  type Appended,
  MessageWriter,
  type NewMessage,
  WRITER_BATCH_BYTES_MAX,
  WRITER_BATCH_MESSAGES_MAX,
  WRITER_QUEUE_MAX,
} from '../../../application/messaging';
import { Clock } from '../../../application/shared/clock';
import { EventBus } from '../../../application/shared/event-bus';
import { IdGenerator } from '../../../application/shared/id-generator';
import { Metrics } from '../../../application/shared/metrics';
import { type MessageCreated, notificationCreated } from '../../../domain/messaging';
import { assert } from '../../../shared/assert';
import { AppError } from '../../../shared/errors';
import { toAppError } from '../constraint-errors';
import { PreparedQueries } from '../prepared-queries';
import { BatchQueue } from '../shared/batch-queue';
import { TransactionContext } from '../transaction-context';
import { retryingConflicts } from '../transaction-errors';
import { hasNotices, storeNotices } from './append-notifications';
import { type AppendOutcome, AppendPlan, type ChannelHead } from './append-plan';
import {
  freeFiles,
  hasAttachments,
  insertIfUnchanged,
  insertMessages,
  lastSendTimes,
  linkAttachments,
  lockChannels,
  messagesByNonce,
} from './append-queries';
import { KnownHeads } from './known-heads';

/** Coalesces concurrent appends into one transaction per batch; see the port for what it promises. */
@Injectable()
export class TypeOrmMessageWriter extends MessageWriter {
  private readonly queue: BatchQueue<NewMessage, AppendOutcome>;
  private readonly heads = new KnownHeads();

  constructor(
    private readonly dataSource: DataSource,
    private readonly prepared: PreparedQueries,
    private readonly context: TransactionContext,
    private readonly ids: IdGenerator,
    private readonly clock: Clock,
    private readonly bus: EventBus,
    metrics: Metrics,
  ) {
    super();
    this.queue = new BatchQueue<NewMessage, AppendOutcome>({
      run: (entries) => this.commit(entries),
      entriesMax: WRITER_BATCH_MESSAGES_MAX,
      bytesMax: WRITER_BATCH_BYTES_MAX,
      sizeOf: (entry) => Buffer.byteLength(entry.content) + detailsLength(entry),
      queuedMax: WRITER_QUEUE_MAX,
      onFull: () => {
        metrics.limitReached('message_writer_queue');
        return new AppError('limited', 'limited', 'too many messages are waiting to be stored', {
          retryAfterMs: 1_000,
        });
      },
    });
    metrics.gauge('guildhall_message_writer_queue_depth', 'Messages waiting to be stored', () => this.queue.depth);
  }

  async append(message: NewMessage): Promise<Appended> {
    assert(!this.context.current, 'the message writer owns its transaction: never append inside a unit of work');
    const outcome = await this.queue.add(message);
    if (outcome.kind === 'refused') throw outcome.error;
    return { message: outcome.message, isRepeat: outcome.kind === 'repeated' };
  }

  flush(): Promise<void> {
    return this.queue.drain();
  }

  private async commit(entries: readonly NewMessage[]): Promise<readonly AppendOutcome[]> {
    const outcomes = await retryingConflicts(async () => {
      return (await this.writeIfUnchanged(entries)) ?? (await this.writeLocked(entries));
    }).catch((error: unknown) => {
      throw toAppError(error);
    });
    for (const [index, outcome] of outcomes.entries()) {
      if (outcome.kind !== 'stored') continue;
      const { message, notifications = [] } = outcome;
      const { echoNonce, origin } = entries[index] ?? {};
      const event: MessageCreated = {
        ...{ type: 'message.created', channelId: message.channelId, message },
        ...(echoNonce !== undefined && { echoNonce }),
        ...(origin && { origin }),
      };
      this.bus.publish(event);
      for (const notification of notifications) this.bus.publish(notificationCreated(notification));
    }
    return outcomes;
  }

  /**
   * One round trip instead of five, as long as this process alone writes to the channels: their heads are known from the
   * last commit, and the statement checks that they still are what we think. Undefined when it wrote nothing.
   */
  private async writeIfUnchanged(entries: readonly NewMessage[]): Promise<readonly AppendOutcome[] | undefined> {
    const channels = this.heads.copyAll(entries);
    if (!channels || entries.some((entry) => entry.authorIntervalMs || hasAttachments(entry) || hasNotices(entry))) {
      return undefined;
    }
    const expectedSeqs = new Map([...channels.values()].map((head) => [head.id, head.headSeq]));
    const plan = new AppendPlan(channels, new Map(), new Map(), this.ids, this.clock.nowMs());
    const outcomes = entries.map((entry) => plan.add(entry));
    if (plan.messages.length === 0) return undefined;
    const expected = plan.heads.map((head) => expectedSeqs.get(head.id) ?? 0);
    const isWritten = await insertIfUnchanged(this.prepared, plan.messages, plan.heads, expected);
    if (isWritten) this.heads.remember(plan.heads);
    else this.heads.forget(plan.heads);
    return isWritten ? outcomes : undefined;
  }

  private async writeLocked(entries: readonly NewMessage[]): Promise<readonly AppendOutcome[]> {
    const { outcomes, heads } = await this.dataSource.transaction((manager) => this.write(manager, entries));
    this.heads.remember(heads);
    return outcomes;
  }

  /** The channel rows are locked first: whatever is read or given out after that cannot be undercut. */
  private async write(
    manager: EntityManager,
    entries: readonly NewMessage[],
  ): Promise<{ outcomes: readonly AppendOutcome[]; heads: readonly ChannelHead[] }> {
    const channels = await lockChannels(manager, entries);
    const nowMs = this.clock.nowMs();
    const firstByNonce = await messagesByNonce(manager, entries, nowMs);
    const lastSends = await lastSendTimes(manager, entries);
    const files = await freeFiles(manager, entries);
    const plan = new AppendPlan(channels, firstByNonce, lastSends, this.ids, nowMs, files);
    const planned = entries.map((entry) => plan.add(entry));
    if (plan.messages.length > 0) await insertMessages(manager, plan.messages, plan.heads);
    await linkAttachments(manager, plan.messages);
    const outcomes = await storeNotices(manager, entries, planned, this.ids);
    return { outcomes, heads: plan.heads };
  }
}

/** In characters, which is close enough to bound a batch. */
const detailsLength = ({ details }: NewMessage): number => (details ? JSON.stringify(details).length : 0);
