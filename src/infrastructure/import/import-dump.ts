import type { Client } from 'pg';
import { readDump } from './dump-reader';
import { IMPORT_BATCH, ImportDatabase } from './import-database';
import { importMessages } from './import-messages';
import { importPlaces } from './import-places';
import { ImportReport } from './import-report';
import { type ImportedRecord, type ImportSource, UnusableRow } from './import-source';
import { importUsers } from './import-users';

export interface ImportOptions {
  readonly source: ImportSource;
  /** Under which old ids are remembered; another one for another server of the same kind. */
  readonly name: string;
  /** The dump, in pieces of any length. */
  readonly pieces: AsyncIterable<string>;
  /** Does everything and takes it back. */
  readonly isDryRun: boolean;
  /** An account with the same e-mail address is the same person. */
  readonly mergesEmails: boolean;
  readonly nowMs: number;
}

/**
 * Brings the people, groups, rooms and messages of another system's dump in, in one transaction: all of it or nothing.
 * What an earlier import brought in is left as it is. No server may be running on the database.
 * @throws Error that says what is wrong with the dump
 */
export async function importDump(client: Client, options: ImportOptions): Promise<ImportReport> {
  const report = new ImportReport();
  const database = new ImportDatabase(client, options, report);
  await database.begin();
  try {
    await stageAll(database, options);
    await database.indexStaged();
    await importUsers(database, options.mergesEmails);
    await importPlaces(database, options.source.makesPlaces);
    await importMessages(database);
    await database.query(options.isDryRun ? 'ROLLBACK' : 'COMMIT');
    return report;
  } catch (error) {
    await database.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

async function stageAll(database: ImportDatabase, { source, pieces }: ImportOptions): Promise<void> {
  let batch: ImportedRecord[] = [];
  for await (const row of readDump(pieces, source.language, source.columns)) {
    const record = usable(database.report, () => source.recordOf(row));
    if (record) batch.push(record);
    if (batch.length < IMPORT_BATCH) continue;
    await database.stage(batch);
    batch = [];
  }
  if (batch.length > 0) await database.stage(batch);
}

function usable(report: ImportReport, read: () => ImportedRecord | undefined): ImportedRecord | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof UnusableRow)) throw error;
    report.remark(`rows left out: ${error.message}`);
    return undefined;
  }
}
