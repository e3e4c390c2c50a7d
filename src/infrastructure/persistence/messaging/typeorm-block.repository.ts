import { Injectable } from '@nestjs/common';
import { BlockRepository, type BlockView } from '../../../application/messaging/contacts/block.repository';
import type { BlocksBetween } from '../../../domain/messaging';
import { assert } from '../../../shared/assert';
import type { Id } from '../../../shared/ids';
import { TransactionContext } from '../transaction-context';

@Injectable()
export class TypeOrmBlockRepository extends BlockRepository {
  constructor(private readonly context: TransactionContext) {
    super();
  }

  async add(blockerId: Id, blockedId: Id, atMs: number): Promise<boolean> {
    this.requireTransaction();
    const rows = await this.context.query<unknown[]>(
      `INSERT INTO blocks (blocker_id, blocked_id, created_at) VALUES ($1, $2, $3)
       ON CONFLICT DO NOTHING RETURNING blocker_id`,
      [blockerId, blockedId, new Date(atMs)],
    );
    return rows.length > 0;
  }

  async remove(blockerId: Id, blockedId: Id): Promise<boolean> {
    this.requireTransaction();
    const [, removed] = await this.context.query<[unknown, number]>(
      'DELETE FROM blocks WHERE blocker_id = $1 AND blocked_id = $2',
      [blockerId, blockedId],
    );
    return removed > 0;
  }

  async removeAllOf(userId: Id): Promise<void> {
    this.requireTransaction();
    await this.context.query('DELETE FROM blocks WHERE blocker_id = $1 OR blocked_id = $1', [userId]);
  }

  async count(blockerId: Id): Promise<number> {
    const [row] = await this.context.query<[{ count: number }]>(
      'SELECT count(*)::int AS count FROM blocks WHERE blocker_id = $1',
      [blockerId],
    );
    return row.count;
  }

  async list(blockerId: Id, after: Id | undefined, limit: number): Promise<readonly BlockView[]> {
    const rows = await this.context.query<{ blocked_id: Id; created_at: Date }[]>(
      `SELECT blocked_id, created_at FROM blocks WHERE blocker_id = $1 AND blocked_id > $2
       ORDER BY blocked_id LIMIT $3`,
      [blockerId, after ?? '0', limit],
    );
    return rows.map(({ blocked_id, created_at }) => ({ userId: blocked_id, blockedAtMs: created_at.getTime() }));
  }

  async between(one: Id, other: Id): Promise<BlocksBetween> {
    const rows = await this.context.query<{ blocker_id: Id }[]>(
      `SELECT blocker_id FROM blocks WHERE blocker_id = $1 AND blocked_id = $2
       UNION ALL SELECT blocker_id FROM blocks WHERE blocker_id = $2 AND blocked_id = $1`,
      [one, other],
    );
    return { blockerIds: rows.map(({ blocker_id }) => blocker_id) };
  }

  async blockersAmong(userId: Id, candidateIds: readonly Id[]): Promise<ReadonlySet<Id>> {
    const rows = await this.context.query<{ blocker_id: Id }[]>(
      'SELECT blocker_id FROM blocks WHERE blocked_id = $1 AND blocker_id = ANY($2::bigint[])',
      [userId, candidateIds],
    );
    return new Set(rows.map(({ blocker_id }) => blocker_id));
  }

  private requireTransaction(): void {
    assert(this.context.current, 'blocks are only changed inside a unit of work');
  }
}
