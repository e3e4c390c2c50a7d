import type { EntityManager } from 'typeorm';

/**
 * Every change of a key's entries (enqueue, claim, settle, retry) is made under the key's advisory lock, held until the
 * transaction ends. That is what makes ids of one key grow in the order of their commits and lets a claim see whether
 * another entry of the key is on its way.
 */
const KEY_HASH = (topic: string, key: string): string => `hashtextextended(${topic} || '/' || ${key}, 4711002)`;

/** Waits for the locks, in one order for everybody. */
export async function lockKeys(manager: EntityManager, topics: string[], keys: string[]): Promise<void> {
  await manager.query(
    `SELECT pg_advisory_xact_lock(k.hash) FROM (
       SELECT DISTINCT ${KEY_HASH('e.topic', 'e.key')} AS hash FROM unnest($1::text[], $2::text[]) AS e(topic, key)
       ORDER BY hash) k`,
    [topics, keys],
  );
}

/** The ids among `ids` whose keys could be locked without waiting. */
export async function tryLockKeys(manager: EntityManager, ids: string[]): Promise<string[]> {
  const rows = await manager.query<{ id: string }[]>(
    `WITH candidates AS MATERIALIZED (
       SELECT o.id, ${KEY_HASH('o.topic', 'o.ordering_key')} AS hash FROM outbox o WHERE o.id = ANY($1::bigint[]))
     SELECT id FROM candidates WHERE pg_try_advisory_xact_lock(hash)`,
    [ids],
  );
  return rows.map((row) => row.id);
}
