import { AuditLog, type AuditRecord } from '../../src/application/guilds';
import { Invalidations } from '../../src/application/shared/invalidations';
import type { UnitOfWork } from '../../src/application/shared/unit-of-work';
import { assert } from '../../src/shared/assert';
import { FakeUnitOfWork } from './rooms-platform';

/** Tells what a test says was invalidated. */
export class ManualInvalidations extends Invalidations {
  private readonly listeners = new Set<(key: string) => void>();

  subscribe(listener: (key: string) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  tell(key: string): void {
    for (const listener of this.listeners) listener(key);
  }
}

/** A unit of work whose invalidations reach the caches right after the commit, as the real one's do. */
export class TellingUnitOfWork extends FakeUnitOfWork {
  constructor(private readonly invalidations: ManualInvalidations) {
    super();
  }

  override async run<Result>(work: () => Promise<Result>): Promise<Result> {
    const told = this.invalidatedKeys.length;
    const result = await super.run(work);
    if (!this.active) this.invalidatedKeys.slice(told).forEach((key) => this.invalidations.tell(key));
    return result;
  }
}

export class FakeAuditLog extends AuditLog {
  readonly records: AuditRecord[] = [];

  constructor(private readonly uow: UnitOfWork) {
    super();
  }

  async record(record: AuditRecord): Promise<void> {
    assert(this.uow.active, 'an audit log entry is only written inside a unit of work');
    this.records.push(record);
  }
}
