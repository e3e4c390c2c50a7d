import { databaseOptions, describeDatabase, loadDatabaseCode } from './lib/database.mjs';
import { configuredDatabase, runCommand, schemaDifference, withDatabase } from './lib/database.mjs';

const help = `npm run migration:check

Ends with 1, and the SQL that is missing, when the tables in the code differ from what the migrations make. Looks at a
fresh database in memory; with DATABASE_URL in the environment at that database instead, after migrating it.`;

await runCommand(help, async () => {
  const code = await loadDatabaseCode();
  const options = process.env.DATABASE_URL ? configuredDatabase(code) : databaseOptions({ url: 'memory://' });
  const { up } = await withDatabase(code, options, schemaDifference);
  if (up.length === 0) {
    console.log(`The tables in the code and ${describeDatabase(options)} agree.`);
    return 0;
  }
  console.error('The migrations do not make what the tables in the code describe. Missing:\n');
  console.error(up.map(({ query }) => `  ${query};`).join('\n'));
  console.error('\nnpm run migration:generate -- <Name> writes them.');
  return 1;
});
