import { Injectable } from '@nestjs/common';
import { GuestDirectory } from '../../../application/identity';
import { IdGenerator } from '../../../application/shared/id-generator';
import { assert } from '../../../shared/assert';
import { type Id, isId } from '../../../shared/ids';
import { TransactionContext } from '../transaction-context';

/** Guests kept in memory; the one remembered first is dropped. A guest's id never changes, so none goes stale. */
export const CACHED_GUESTS_MAX = 50_000;

@Injectable()
export class TypeOrmGuestDirectory extends GuestDirectory {
  private readonly ids = new Map<string, Id>();

  constructor(
    private readonly context: TransactionContext,
    private readonly generator: IdGenerator,
  ) {
    super();
  }

  async ensure(externalId: string): Promise<Id> {
    const known = this.ids.get(externalId);
    if (known !== undefined) return known;
    const id = (await this.find(externalId)) ?? (await this.insert(externalId)) ?? (await this.find(externalId));
    assert(id, 'a guest that cannot be inserted exists');
    // A transaction may still be rolled back, and the guest with it.
    if (!this.context.current) this.remember(externalId, id);
    return id;
  }

  async isAccountId(userKey: string): Promise<boolean> {
    if (!isId(userKey)) return false;
    const rows = await this.context.query<unknown[]>(`SELECT FROM users WHERE id = $1 AND kind <> 'guest'`, [userKey]);
    return rows.length > 0;
  }

  private async find(externalId: string): Promise<Id | undefined> {
    const rows = await this.context.query<{ id: Id }[]>('SELECT id FROM users WHERE external_id = $1', [externalId]);
    return rows[0]?.id;
  }

  /** Undefined when another call was first; PostgreSQL waits for that one's commit. */
  private async insert(externalId: string): Promise<Id | undefined> {
    const rows = await this.context.query<{ id: Id }[]>(
      `INSERT INTO users (id, kind, external_id) VALUES ($1, 'guest', $2)
       ON CONFLICT (external_id) DO NOTHING RETURNING id`,
      [this.generator.next(), externalId],
    );
    return rows[0]?.id;
  }

  private remember(externalId: string, id: Id): void {
    this.ids.set(externalId, id);
    if (this.ids.size <= CACHED_GUESTS_MAX) return;
    const [oldest] = this.ids.keys();
    if (oldest !== undefined) this.ids.delete(oldest);
  }
}
