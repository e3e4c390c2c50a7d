import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { EventBus } from '../../application/shared/event-bus';
import { UnitOfWork } from '../../application/shared/unit-of-work';
import { assert } from '../../shared/assert';
import type { DomainEvent } from '../../shared/events';
import { InvalidationHub } from './invalidation-hub';
import { toAppError } from './constraint-errors';
import { retryingConflicts } from './transaction-errors';
import { type RunningTransaction, TransactionContext } from './transaction-context';

@Injectable()
export class TypeOrmUnitOfWork extends UnitOfWork {
  constructor(
    private readonly dataSource: DataSource,
    private readonly context: TransactionContext,
    private readonly bus: EventBus,
    private readonly invalidations: InvalidationHub,
  ) {
    super();
  }

  get active(): boolean {
    return this.context.current !== undefined;
  }

  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.context.current) return work();
    const { result, transaction } = await retryingConflicts(() => this.attempt(work)).catch((error: unknown) => {
      throw toAppError(error);
    });
    this.context.outside(() => {
      for (const key of transaction.invalidatedKeys) this.invalidations.publish(key);
      for (const event of transaction.events) this.bus.publish(event);
    });
    return result;
  }

  record(event: DomainEvent): void {
    this.running().events.push(event);
  }

  async invalidate(key: string): Promise<void> {
    const transaction = this.running();
    transaction.invalidatedKeys.push(key);
    await transaction.manager.query('INSERT INTO invalidations (key) VALUES ($1)', [key]);
  }

  async invalidateAll(keys: readonly string[]): Promise<void> {
    const transaction = this.running();
    if (keys.length === 0) return;
    transaction.invalidatedKeys.push(...keys);
    await transaction.manager.query('INSERT INTO invalidations (key) SELECT unnest($1::text[])', [keys]);
  }

  private async attempt<Result>(
    work: () => Promise<Result>,
  ): Promise<{ result: Result; transaction: RunningTransaction }> {
    return this.dataSource.transaction(async (manager) => {
      const transaction: RunningTransaction = { manager, events: [], invalidatedKeys: [] };
      const result = await this.context.within(transaction, work);
      return { result, transaction };
    });
  }

  private running(): RunningTransaction {
    const transaction = this.context.current;
    assert(transaction, 'this needs a running unit of work');
    return transaction;
  }
}
