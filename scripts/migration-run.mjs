import { configuredDatabase, describeDatabase, loadDatabaseCode, runCommand, withDatabase } from './lib/database.mjs';

const help = `npm run migration:run

Runs the migrations that the database of the settings (DATABASE_URL, DATA_DIR) does not have yet. npm start does so too.`;

await runCommand(help, async () => {
  const code = await loadDatabaseCode();
  const options = configuredDatabase(code);
  const rows = await withDatabase(code, options, ({ dataSource }) =>
    dataSource.query('SELECT name FROM migrations ORDER BY id'),
  );
  console.log(`Migrations of ${describeDatabase(options)}:`);
  console.log(rows.map(({ name }) => `  ${name}`).join('\n'));
});
