import {
  configuredDatabase,
  describeDatabase,
  loadDatabaseCode,
  runCommand,
  withDatabase,
  withMigrationLock,
} from './lib/database.mjs';

const help = `npm run migration:revert

Undoes the newest migration of the database of the settings (DATABASE_URL, DATA_DIR), with the data it brought. Stop the
servers first; the next start of this version runs the migration again.`;

const newest = async (dataSource) => {
  const rows = await dataSource.query('SELECT name FROM migrations ORDER BY id DESC LIMIT 1');
  return rows[0]?.name;
};

await runCommand(help, async () => {
  const code = await loadDatabaseCode();
  const options = { ...configuredDatabase(code), migrate: false };
  await withDatabase(code, options, (database) =>
    withMigrationLock(code, database, async () => {
      const name = await newest(database.dataSource);
      if (name === undefined) {
        console.log('No migration has been run; nothing to undo.');
        return;
      }
      await database.dataSource.undoLastMigration();
      console.log(`Undone: ${name} on ${describeDatabase(options)}.`);
    }),
  );
});
