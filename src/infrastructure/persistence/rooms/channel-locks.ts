import type { EntityManager } from 'typeorm';
import type { Id } from '../../../shared/ids';

/** The expression of `channels.changed_xid` in every write: the transaction that changes the channel. */
export const CURRENT_XID = 'pg_current_xact_id()::text::bigint';

/** Locks in ascending id order, as every path does, so that two transactions cannot wait for each other. */
export async function lockChannels(manager: EntityManager, channelIds: Iterable<Id>): Promise<void> {
  await manager.query('SELECT FROM channels WHERE id = ANY($1::bigint[]) ORDER BY id FOR NO KEY UPDATE', [
    [...new Set(channelIds)],
  ]);
}

/** Moves the change cursor of channels, which locks them: call it with several only after {@link lockChannels}. */
export async function touchChannels(manager: EntityManager, channelIds: Iterable<Id>): Promise<void> {
  await manager.query(`UPDATE channels SET changed_xid = ${CURRENT_XID} WHERE id = ANY($1::bigint[])`, [
    [...new Set(channelIds)],
  ]);
}
