import {
  CommandProblem,
  configuredDatabase,
  databaseOptions,
  describeDatabase,
  loadDatabaseCode,
  runCommand,
  withDatabase,
} from './lib/database.mjs';
import { copyTables } from './lib/table-copy.mjs';

const help = `npm run db:copy -- <DATABASE_URL>

Copies everything from the embedded database in DATA_DIR into an empty PostgreSQL database, in one transaction: either
all of it arrives, or nothing. Stop the server first. Afterwards set DATABASE_URL, and the secrets from
DATA_DIR/secrets.json as JWT_SECRET and ADMIN_API_KEY, and start again. The embedded database is left as it is.

  createdb guildhall
  npm run db:copy -- postgres://user:password@host:5432/guildhall`;

await runCommand(help, async ([address]) => {
  const code = await loadDatabaseCode();
  const problem = address === undefined ? 'is missing' : code.databaseAddressProblem(address);
  const target = problem ? undefined : code.parseDatabaseAddress(address);
  if (target?.kind !== 'postgres') {
    throw new CommandProblem(`The target ${problem ?? 'must be postgres://...'}.\n\n${help}`);
  }
  const { dataDir } = configuredDatabase(code);
  const from = databaseOptions({ url: undefined, dataDir });
  const to = databaseOptions({ url: target.url });
  requireExisting(code, dataDir);
  console.error(`Copying ${describeDatabase(from)} to ${describeDatabase(to)} ...`);
  const counts = await withDatabase(code, from, (source) =>
    withDatabase(code, to, (destination) => copy(source, destination)),
  );
  const width = Math.max(...counts.map(({ table }) => table.length));
  console.log(counts.map(({ table, rows }) => `  ${table.padEnd(width)} ${String(rows).padStart(10)} rows`).join('\n'));
  console.log('Everything was copied and counted. Now set DATABASE_URL and start the server.');
});

function requireExisting(code, dataDir) {
  if (!code.hasEmbeddedDatabase(dataDir)) {
    throw new CommandProblem(
      `DATA_DIR ${dataDir} holds no embedded database; set DATA_DIR to the directory that does.`,
    );
  }
}

async function copy(source, destination) {
  const from = await source.connectDedicated();
  const to = await destination.connectDedicated();
  try {
    const counts = await copyTables(from, to);
    // Or the first queries would be planned as if the tables were empty.
    await to.query('ANALYZE');
    return counts;
  } finally {
    await from.end();
    await to.end();
  }
}
