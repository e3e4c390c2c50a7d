import { EntitySchema } from 'typeorm';

/** What became of something that was brought in from another system; a second import passes over what is here. */
export interface ImportIdRow {
  /** Name of the import, by default that of the system. */
  source: string;
  kind: string;
  old_id: string;
  new_id: string;
}

export const importIdTable = new EntitySchema<ImportIdRow>({
  name: 'import_id',
  tableName: 'import_ids',
  columns: {
    source: { type: 'text', primary: true, primaryKeyConstraintName: 'import_ids_pkey' },
    kind: { type: 'text', primary: true, primaryKeyConstraintName: 'import_ids_pkey' },
    old_id: { type: 'text', primary: true, primaryKeyConstraintName: 'import_ids_pkey' },
    new_id: { type: 'bigint' },
  },
});
