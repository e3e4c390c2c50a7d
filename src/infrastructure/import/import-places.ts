import { GROUP_DESCRIPTION_MAX, GROUP_MEMBERS_MAX, GROUP_NAME_MAX } from '../../domain/messaging';
import type { Id } from '../../shared/ids';
import type { ImportDatabase } from './import-database';
import type { ImportedGroup, ImportedMember } from './import-source';

interface Member {
  readonly userId: Id;
  readonly role: ImportedMember['role'];
  readonly joinedAt: Date;
}

/** Brings in groups with their members, and rooms; with those that only messages name when there are no others. */
export async function importPlaces(database: ImportDatabase, makesPlaces: boolean): Promise<void> {
  if (makesPlaces) await stageUnnamed(database);
  for (const kind of ['group', 'room'] as const) {
    for await (const batch of database.staged(kind)) {
      const known = await database.newIds(
        kind,
        batch.map(({ id }) => id),
      );
      for (const place of batch) {
        if (known.has(place.id)) database.report.known(kind);
        else if (kind === 'group') await importGroup(database, place);
        else await importRoom(database, place);
      }
    }
  }
}

/** Groups and rooms that messages were sent to and no table describes; a room's id is its name. */
async function stageUnnamed(database: ImportDatabase): Promise<void> {
  const rows = await database.query<{ parent_id: string; created_ms: string }>(
    `SELECT m.parent_id, min(m.created_ms) AS created_ms FROM import_staging m
     WHERE m.kind = 'message' AND m.parent_id IS NOT NULL AND NOT EXISTS (
       SELECT FROM import_staging p
       WHERE p.kind IN ('group', 'room') AND p.kind || ':' || (p.data->>'id') = m.parent_id
     ) GROUP BY m.parent_id ORDER BY 2, 1`,
  );
  const places = rows.map(({ parent_id, created_ms }): ImportedGroup => {
    const [kind = '', ...rest] = parent_id.split(':');
    const id = rest.join(':');
    const name = kind === 'room' ? id : `Group ${id.slice(0, 8)}`;
    return { kind: kind === 'room' ? 'room' : 'group', id, name, description: '', createdMs: Number(created_ms) };
  });
  if (places.length > 0) await database.stage(places);
}

async function importGroup(database: ImportDatabase, group: ImportedGroup): Promise<void> {
  const members = await membersOf(database, group);
  const owner = members.find(({ role }) => role === 'owner');
  if (!owner) {
    database.report.remark('groups left out, since none of their members is known', `${group.name} (${group.id})`);
    return;
  }
  const [channelId = ''] = await database.idsAt('groups', [group.createdMs]);
  const createdAt = new Date(group.createdMs);
  await database.query(
    `WITH channel AS (INSERT INTO channels (id, kind, name, created_at) VALUES ($1, 'group', $2, $3)),
       direct AS (INSERT INTO direct_channels (channel_id) VALUES ($1)), made AS (INSERT INTO import_made VALUES ($1))
     INSERT INTO group_channels (channel_id, owner_id, description, member_count, updated_at)
     VALUES ($1, $4, $5, $6, $3)`,
    [
      ...[channelId, nameOf(database, group), createdAt, owner.userId],
      ...[cut(group.description, GROUP_DESCRIPTION_MAX), members.length],
    ],
  );
  await database.query(
    `INSERT INTO channel_recipients (channel_id, user_id, role, joined_at)
     SELECT $1, m.* FROM unnest($2::bigint[], $3::text[], $4::timestamptz[]) AS m(user_id, role, joined_at)`,
    [
      channelId,
      members.map(({ userId }) => userId),
      members.map(({ role }) => role),
      members.map(({ joinedAt }) => joinedAt),
    ],
  );
  await database.remember('group', new Map([[group.id, channelId]]));
  database.report.imported('group');
}

/** With exactly one owner, in front; empty when nobody is known. */
async function membersOf(database: ImportDatabase, group: ImportedGroup): Promise<Member[]> {
  const rows = (await listedMembers(database, group)) ?? (await writers(database, group));
  const newIds = await database.newIds('user', [...rows.map(({ userId }) => userId), group.ownerId ?? '']);
  const members = new Map<Id, Member>();
  for (const { userId, role, createdMs } of rows) {
    const newId = newIds.get(userId);
    if (newId === undefined) database.report.remark('members left out, since they are no known users');
    else members.set(newId, { userId: newId, role, joinedAt: new Date(createdMs) });
  }
  const ownerId = newIds.get(group.ownerId ?? '') ?? firstId(members);
  return ownerId === undefined ? [] : withOwner(database, group, members, ownerId);
}

function withOwner(
  { report }: ImportDatabase,
  group: ImportedGroup,
  members: ReadonlyMap<Id, Member>,
  ownerId: Id,
): Member[] {
  const others = [...members.values()].filter(({ userId }) => userId !== ownerId);
  if (others.length >= GROUP_MEMBERS_MAX) {
    report.remark(`groups with more than ${GROUP_MEMBERS_MAX} members, imported with so many`, group.name);
  }
  const joinedAt = members.get(ownerId)?.joinedAt ?? new Date(group.createdMs);
  return [
    { userId: ownerId, role: 'owner', joinedAt },
    ...others
      .slice(0, GROUP_MEMBERS_MAX - 1)
      .map((member): Member => (member.role === 'owner' ? { ...member, role: 'admin' } : member)),
  ];
}

/** Whom the group belongs to when the dump does not say: the owner, admin or member that is listed first. */
function firstId(members: ReadonlyMap<Id, Member>): Id | undefined {
  const all = [...members.values()];
  const byRole = (role: Member['role']): Member | undefined => all.find((member) => member.role === role);
  return (byRole('owner') ?? byRole('admin') ?? all[0])?.userId;
}

async function listedMembers(
  database: ImportDatabase,
  { id }: ImportedGroup,
): Promise<readonly ImportedMember[] | undefined> {
  const rows = await database.query<{ data: ImportedMember }>(
    `SELECT data FROM import_staging WHERE kind = 'member' AND parent_id = $1 ORDER BY ordinal LIMIT $2`,
    [id, 2 * GROUP_MEMBERS_MAX],
  );
  return rows.length > 0 ? rows.map(({ data }) => data) : undefined;
}

/** Of a group without a list of members: who wrote in it. */
async function writers(database: ImportDatabase, { id }: ImportedGroup): Promise<readonly ImportedMember[]> {
  const rows = await database.query<{ user_id: string; created_ms: string }>(
    `SELECT data->>'senderId' AS user_id, min(created_ms) AS created_ms FROM import_staging
     WHERE kind = 'message' AND parent_id = 'group:' || $1::text GROUP BY 1 ORDER BY 2, 1 LIMIT $2`,
    [id, 2 * GROUP_MEMBERS_MAX],
  );
  return rows.map((row) => ({
    ...{ kind: 'member', groupId: id, userId: row.user_id, role: 'member' },
    createdMs: Number(row.created_ms),
  }));
}

/** An open room of the same name is taken for it. */
async function importRoom(database: ImportDatabase, room: ImportedGroup): Promise<void> {
  const name = nameOf(database, room);
  const [existing] = await database.query<{ id: Id }>(
    `SELECT c.id FROM channels c JOIN rooms r ON r.channel_id = c.id
     WHERE c.kind = 'room' AND c.closed_at IS NULL AND r.access = 'open' AND c.name = $1 ORDER BY c.id LIMIT 1`,
    [name],
  );
  const roomId = existing?.id ?? (await insertRoom(database, name, room));
  if (existing) database.report.remark('rooms taken for the open room of the same name', name);
  else database.report.imported('room');
  await database.remember('room', new Map([[room.id, roomId]]));
}

async function insertRoom(database: ImportDatabase, name: string, room: ImportedGroup): Promise<Id> {
  const [roomId = ''] = await database.idsAt('rooms', [room.createdMs]);
  await database.query(
    `WITH channel AS (INSERT INTO channels (id, kind, name, created_at) VALUES ($1, 'room', $2, $3))
     INSERT INTO rooms (channel_id, access, metadata) VALUES ($1, 'open', $4)`,
    [
      roomId,
      name,
      new Date(room.createdMs),
      room.description === '' ? {} : { description: cut(room.description, 500) },
    ],
  );
  return roomId;
}

function nameOf(database: ImportDatabase, { kind, id, name }: ImportedGroup): string {
  const short = cut(name.trim(), GROUP_NAME_MAX) || id;
  if (short !== name) database.report.remark(`${kind}s renamed`, `${id} is now ${short}`);
  return short;
}

const cut = (text: string, length: number): string => [...text].slice(0, length).join('');
