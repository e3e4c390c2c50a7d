import type { EntityManager } from 'typeorm';
import type { Visit } from '../../../application/rooms/visit-log';
import type { Id } from '../../../shared/ids';

export interface EndedVisit {
  readonly id: Id;
  readonly leftAtMs: number;
}

/** What a batch changes in one room. */
interface RoomCounts {
  joins: number;
  peak: number;
  ended: number;
}

export async function insertVisits(manager: EntityManager, processId: string, visits: readonly Visit[]): Promise<void> {
  if (visits.length === 0) return;
  await manager.query(
    `INSERT INTO room_visits (id, channel_id, user_key, process_id, joined_at)
     SELECT v.id, v.channel_id, v.user_key, $5, v.joined_at
     FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::timestamptz[]) AS v(id, channel_id, user_key, joined_at)`,
    [
      visits.map((visit) => visit.id),
      visits.map((visit) => visit.roomId),
      visits.map((visit) => visit.userKey),
      visits.map((visit) => new Date(visit.joinedAtMs)),
      processId,
    ],
  );
}

/**
 * Ends visits that are open, numbering them on from each room's `visit_head`; the rooms must be locked. A visit that is
 * ended already keeps its place. Returns how many ended in which room.
 */
export async function endVisits(
  manager: EntityManager,
  ended: readonly EndedVisit[],
): Promise<ReadonlyMap<Id, number>> {
  const counts = new Map<Id, number>();
  if (ended.length === 0) return counts;
  const leftAtById = new Map<Id, number>();
  for (const { id, leftAtMs } of ended) if (!leftAtById.has(id)) leftAtById.set(id, leftAtMs);
  // TypeORM answers an UPDATE with the rows and their number.
  const [rows] = await manager.query<[{ channel_id: Id }[], number]>(
    `UPDATE room_visits v
     SET left_at = greatest(e.left_at, v.joined_at), closed_seq = r.visit_head + e.place
     FROM (
       SELECT open.id, left_by.left_at, open.channel_id,
         row_number() OVER (PARTITION BY open.channel_id ORDER BY left_by.ordinality) AS place
       FROM unnest($1::bigint[], $2::timestamptz[]) WITH ORDINALITY AS left_by(id, left_at, ordinality)
       JOIN room_visits open ON open.id = left_by.id AND open.left_at IS NULL
     ) e JOIN rooms r ON r.channel_id = e.channel_id
     WHERE v.id = e.id RETURNING v.channel_id`,
    [[...leftAtById.keys()], [...leftAtById.values()].map((leftAtMs) => new Date(leftAtMs))],
  );
  for (const row of rows) counts.set(row.channel_id, (counts.get(row.channel_id) ?? 0) + 1);
  return counts;
}

/** One statement for all rooms of a batch: joins, peaks and the number of ended visits. */
export async function countVisits(
  manager: EntityManager,
  opened: readonly Visit[],
  endedByRoom: ReadonlyMap<Id, number>,
): Promise<void> {
  const rooms = new Map<Id, RoomCounts>();
  const countsOf = (roomId: Id): RoomCounts => {
    const counts = rooms.get(roomId) ?? { joins: 0, peak: 0, ended: 0 };
    rooms.set(roomId, counts);
    return counts;
  };
  for (const { roomId, currentUsers } of opened) {
    const counts = countsOf(roomId);
    counts.joins += 1;
    counts.peak = Math.max(counts.peak, currentUsers);
  }
  for (const [roomId, ended] of endedByRoom) countsOf(roomId).ended = ended;
  if (rooms.size === 0) return;
  const counts = [...rooms.values()];
  await manager.query(
    `UPDATE rooms r SET total_joins = r.total_joins + n.joins, peak_users = greatest(r.peak_users, n.peak),
       visit_head = r.visit_head + n.ended
     FROM unnest($1::bigint[], $2::integer[], $3::integer[], $4::integer[]) AS n(channel_id, joins, peak, ended)
     WHERE r.channel_id = n.channel_id`,
    [
      [...rooms.keys()],
      counts.map(({ joins }) => joins),
      counts.map(({ peak }) => peak),
      counts.map(({ ended }) => ended),
    ],
  );
}

export interface AbandonedVisit extends EndedVisit {
  readonly roomId: Id;
}

/**
 * Open visits of processes without a living worker lease, which ends by the database's clock; ascending. A process was
 * last heard of when it renewed its lease; where its lease is another's by now, when it last wrote a visit.
 */
export async function findAbandonedVisits(
  manager: EntityManager,
  processId: string,
  limit: number,
): Promise<readonly AbandonedVisit[]> {
  const rows = await manager.query<{ id: Id; channel_id: Id; heard_at: Date }[]>(
    `SELECT v.id, v.channel_id, p.heard_at
     FROM (
       SELECT q.process_id, coalesce(max(l.renewed_at),
         (SELECT max(greatest(w.joined_at, w.left_at)) FROM room_visits w WHERE w.process_id = q.process_id)) AS heard_at
       FROM (SELECT DISTINCT process_id FROM room_visits WHERE left_at IS NULL AND process_id <> $1) q
       LEFT JOIN worker_leases l ON l.process_id = q.process_id
       GROUP BY q.process_id HAVING coalesce(max(l.expires_at) <= clock_timestamp(), true)
     ) p JOIN room_visits v ON v.process_id = p.process_id AND v.left_at IS NULL
     ORDER BY v.id LIMIT $2`,
    [processId, limit],
  );
  return rows.map((row) => ({ id: row.id, roomId: row.channel_id, leftAtMs: row.heard_at.getTime() }));
}
