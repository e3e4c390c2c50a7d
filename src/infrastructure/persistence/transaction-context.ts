import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { DomainEvent } from '../../shared/events';
import { AsyncContext } from '../async-context';
import { toAppError } from './constraint-errors';

export interface RunningTransaction {
  readonly manager: EntityManager;
  readonly events: DomainEvent[];
  readonly invalidatedKeys: string[];
}

/** By database. */
const running = new AsyncContext<ReadonlyMap<DataSource, RunningTransaction>>();

/** The transaction of the current async context. Repositories take `manager` and so join it. */
@Injectable()
export class TransactionContext {
  constructor(private readonly dataSource: DataSource) {}

  get current(): RunningTransaction | undefined {
    return running.current?.get(this.dataSource);
  }

  /** The running transaction's manager, or the pool's when there is none. */
  get manager(): EntityManager {
    return this.current?.manager ?? this.dataSource.manager;
  }

  /**
   * One statement, in the running transaction or on its own; what TypeORM answers. On its own, a database that cannot be
   * reached is `unavailable`; in a transaction the unit of work says so, after it has seen the driver's own error.
   */
  async query<Result>(sql: string, parameters: readonly unknown[] = []): Promise<Result> {
    if (this.current) return this.current.manager.query<Result>(sql, [...parameters]);
    return this.dataSource.manager.query<Result>(sql, [...parameters]).catch((error: unknown) => {
      throw toAppError(error);
    });
  }

  within<Result>(transaction: RunningTransaction, work: () => Promise<Result>): Promise<Result> {
    return running.run(new Map(running.current).set(this.dataSource, transaction), work);
  }

  /** Runs `work` as if no transaction were running. */
  outside<Result>(work: () => Result): Result {
    const others = new Map(running.current);
    others.delete(this.dataSource);
    return running.run(others, work);
  }
}
