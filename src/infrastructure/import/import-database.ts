import type { Client } from 'pg';
import {
  firstIdAt,
  type Id,
  SNOWFLAKE_EPOCH_MS,
  SNOWFLAKE_INCREMENTS_MAX,
  SNOWFLAKE_TIME_SHIFT,
} from '../../shared/ids';
import type { ImportedRecord, ImportSource } from './import-source';
import type { ImportReport } from './import-report';

/** Records that are worked on at once. */
export const IMPORT_BATCH = 500;
/** Ids of an import have the last worker number, which servers take when all others were used. */
const IMPORT_WORKER = 1_023n << 12n;
/** Ids of messages that are older than what is in their channel begin in the middle, away from those made beside them. */
const LATE_INCREMENT = 2_048n;
const STEP = 1n << SNOWFLAKE_TIME_SHIFT;

/** Things whose ids are made in order of time. */
export type IdSequence = 'users' | 'groups' | 'rooms' | 'directs' | 'messages' | 'late';

type StagedKind = ImportedRecord['kind'];
type RecordOf<Kind extends StagedKind> = Extract<ImportedRecord, { kind: Kind }>;

/** The database of an import: one connection, one transaction. */
export class ImportDatabase {
  private readonly lastIds = new Map<IdSequence, bigint>();

  constructor(
    private readonly client: Client,
    private readonly options: { readonly name: string; readonly nowMs: number; readonly source: ImportSource },
    readonly report: ImportReport,
  ) {}

  /** Under which old ids are remembered. */
  get source(): string {
    return this.options.name;
  }

  get nowMs(): number {
    return this.options.nowMs;
  }

  /** Whether direct messages say that they were read. */
  get keepsReadFlags(): boolean {
    return this.options.source.keepsReadFlags;
  }

  async query<Row extends object>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    const { rows } = await this.client.query<Row>(sql, [...parameters]);
    return rows;
  }

  async begin(): Promise<void> {
    await this.query('BEGIN');
    await this.query('SET LOCAL statement_timeout = 0');
    await this.query(
      `CREATE TEMPORARY TABLE import_staging (
         ordinal bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, kind text NOT NULL, parent_id text,
         created_ms bigint NOT NULL, data jsonb NOT NULL
       ) ON COMMIT DROP`,
    );
    await this.query('CREATE TEMPORARY TABLE import_made (channel_id bigint PRIMARY KEY) ON COMMIT DROP');
  }

  async stage(records: readonly ImportedRecord[]): Promise<void> {
    await this.query(
      `INSERT INTO import_staging (kind, parent_id, created_ms, data)
       SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::jsonb[])`,
      [
        records.map(({ kind }) => kind),
        records.map(parentOf),
        records.map(({ createdMs }) => Math.min(createdMs, this.nowMs)),
        records.map((record) => JSON.stringify(record)),
      ],
    );
  }

  /** So that what is read in order of time can be. */
  async indexStaged(): Promise<void> {
    await this.query('CREATE INDEX ON import_staging (kind, created_ms, ordinal)');
    await this.query('CREATE INDEX ON import_staging (parent_id) WHERE parent_id IS NOT NULL');
    await this.query('ANALYZE import_staging');
  }

  /** All records of a kind in batches, oldest first; those of one time as the dump has them. */
  async *staged<Kind extends StagedKind>(kind: Kind): AsyncGenerator<RecordOf<Kind>[]> {
    let last = { created_ms: '-1', ordinal: '0' };
    for (;;) {
      const rows = await this.query<{ created_ms: string; ordinal: string; data: RecordOf<Kind> }>(
        `SELECT created_ms, ordinal, data FROM import_staging
         WHERE kind = $1 AND (created_ms, ordinal) > ($2::bigint, $3::bigint) ORDER BY created_ms, ordinal LIMIT $4`,
        [kind, last.created_ms, last.ordinal, IMPORT_BATCH],
      );
      const newest = rows.at(-1);
      if (!newest) return;
      last = newest;
      yield rows.map((row) => ({ ...row.data, createdMs: Number(row.created_ms) }));
    }
  }

  async newIds(kind: string, oldIds: Iterable<string>): Promise<ReadonlyMap<string, Id>> {
    const rows = await this.query<{ old_id: string; new_id: Id }>(
      'SELECT old_id, new_id FROM import_ids WHERE source = $1 AND kind = $2 AND old_id = ANY($3::text[])',
      [this.source, kind, [...new Set(oldIds)]],
    );
    return new Map(rows.map((row) => [row.old_id, row.new_id]));
  }

  async remember(kind: string, ids: ReadonlyMap<string, Id>): Promise<void> {
    await this.query(
      `INSERT INTO import_ids (source, kind, old_id, new_id)
       SELECT $1, $2, i.old_id, i.new_id FROM unnest($3::text[], $4::bigint[]) AS i(old_id, new_id)`,
      [this.source, kind, [...ids.keys()], [...ids.values()]],
    );
  }

  /**
   * An id for each of these times, which never fall within a sequence: each later than the one before, none taken by a
   * user, channel or message.
   */
  async idsAt(sequence: IdSequence, timesMs: readonly number[]): Promise<Id[]> {
    const taken = new Set<Id>();
    for (;;) {
      let lastId = this.lastIds.get(sequence) ?? 0n;
      const ids = timesMs.map((timeMs) => {
        lastId = idAt(timeMs, sequence, lastId, taken);
        return lastId.toString();
      });
      const found = await this.query<{ id: Id }>(TAKEN, [ids]);
      if (found.length === 0) {
        this.lastIds.set(sequence, lastId);
        return ids;
      }
      for (const { id } of found) taken.add(id);
    }
  }
}

function idAt(timeMs: number, sequence: IdSequence, lastId: bigint, taken: ReadonlySet<Id>): bigint {
  const first = BigInt(firstIdAt(Math.max(timeMs, SNOWFLAKE_EPOCH_MS + 1))) | IMPORT_WORKER;
  let id = later(sequence === 'late' ? first | LATE_INCREMENT : first, nextOf(lastId));
  while (taken.has(id.toString())) id = nextOf(id);
  return id;
}

const TAKEN = ['users', 'channels', 'messages']
  .map((table) => `SELECT id FROM ${table} WHERE id = ANY($1::bigint[])`)
  .join(' UNION ALL ');

const later = (one: bigint, other: bigint): bigint => (one > other ? one : other);

/** The next increment; after the last one the next millisecond. */
function nextOf(id: bigint): bigint {
  if (id === 0n) return 0n;
  const isLast = (id & BigInt(SNOWFLAKE_INCREMENTS_MAX - 1)) === BigInt(SNOWFLAKE_INCREMENTS_MAX - 1);
  return isLast ? ((id >> SNOWFLAKE_TIME_SHIFT) * STEP + STEP) | IMPORT_WORKER : id + 1n;
}

const parentOf = (record: ImportedRecord): string | null => {
  if (record.kind === 'member') return record.groupId;
  return record.kind === 'message' && record.place !== 'direct' ? `${record.place}:${record.placeId}` : null;
};
