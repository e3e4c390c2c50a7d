import { rmSync } from 'node:fs';
import {
  CommandProblem,
  configuredDatabase,
  describeDatabase,
  loadDatabaseCode,
  runCommand,
  withDatabase,
  withMigrationLock,
} from './lib/database.mjs';

const help = `npm run db:reset -- --yes

Deletes everything in the database of the settings (DATABASE_URL, DATA_DIR) and makes its tables anew. Generated secrets
in DATA_DIR stay. Stop the servers first.`;

await runCommand(help, async (args) => {
  const code = await loadDatabaseCode();
  const options = configuredDatabase(code);
  if (!args.includes('--yes')) {
    throw new CommandProblem(`This deletes everything in ${describeDatabase(options)}. If you mean it, add: -- --yes`);
  }
  if (options.url === undefined) {
    await deleteEmbedded(code, options.dataDir);
  } else {
    await dropSchema(code, options);
  }
  await withDatabase(code, options, () => undefined);
  console.log(`${describeDatabase(options)} is empty.`);
});

async function deleteEmbedded(code, dataDir) {
  const lock = await code.lockDirectory(dataDir);
  try {
    rmSync(code.embeddedDirectory(dataDir), { recursive: true, force: true });
  } finally {
    await lock.release();
  }
}

function dropSchema(code, options) {
  return withDatabase(code, { ...options, migrate: false }, (database) =>
    withMigrationLock(code, database, () =>
      database.dataSource.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public'),
    ),
  );
}
