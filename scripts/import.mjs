import { createReadStream, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import {
  CommandProblem,
  configuredDatabase,
  databaseOptions,
  describeDatabase,
  loadDatabaseCode,
  runCommand,
  withDatabase,
} from './lib/database.mjs';
import { distDirectory } from './lib/paths.mjs';

const help = `npm run import -- --from im-tt|chatsphere <dump.sql> [options]

Brings users, groups, rooms and messages from a dump of another system into the database that the settings name, in one
transaction. Stop the server first. A second run brings in only what is new. See docs/moving-from-im-tt.md and
docs/moving-from-chatsphere.md.

  --database-url postgres://...  another database than that of the settings
  --name <name>                  under which old ids are remembered (default: the system's name); another one for each
                                 further server of the same kind
  --merge-emails                 an account here with the same e-mail address is the same person; without it the two stay
                                 apart, because addresses are not verified
  --dry-run                      does everything, reports, and takes it back`;

await runCommand(help, async () => {
  const { values, file } = readArguments();
  const code = { ...(await loadDatabaseCode()), ...loadImportCode() };
  const source = code.importSources.find(({ name }) => name === values.from);
  if (!source) {
    throw new CommandProblem(`--from must be im-tt or chatsphere.\n\n${help}`);
  }
  const target = targetOf(code, values['database-url']);
  console.error(`Importing ${file} into ${describeDatabase(target)} ...`);
  const report = await withDatabase(code, target, async (database) => {
    await requireStopped(database);
    const client = await database.connectDedicated();
    try {
      return await code.importDump(client, {
        source,
        name: values.name ?? source.name,
        pieces: createReadStream(file, { encoding: 'utf8', highWaterMark: 1 << 20 }),
        isDryRun: values['dry-run'],
        mergesEmails: values['merge-emails'],
        nowMs: Date.now(),
      });
    } catch (error) {
      throw error?.code === undefined && error instanceof Error ? new CommandProblem(error.message) : error;
    } finally {
      await client.query('ANALYZE').catch(() => undefined);
      await client.end();
    }
  });
  console.log(report.lines().join('\n'));
  console.log(values['dry-run'] ? 'Nothing was changed: this was a dry run.' : 'Done. Start the server again.');
});

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        from: { type: 'string' },
        'database-url': { type: 'string' },
        name: { type: 'string' },
        'merge-emails': { type: 'boolean', default: false },
        'dry-run': { type: 'boolean', default: false },
      },
    });
    const [file] = positionals;
    if (positionals.length !== 1 || !existsSync(file)) {
      throw new Error(file === undefined ? 'Which dump?' : `There is no file ${file}.`);
    }
    if (values.name !== undefined && !/^[\w.-]{1,64}$/.test(values.name)) {
      throw new Error('--name must be 1-64 letters, digits, dots, dashes or underscores.');
    }
    return { values, file };
  } catch (error) {
    throw new CommandProblem(`${error.message}\n\n${help}`);
  }
}

function loadImportCode() {
  const require = createRequire(`${distDirectory}/`);
  const folder = './src/infrastructure/import';
  return { ...require(`${folder}/import-dump.js`), ...require(`${folder}/import-source.js`) };
}

function targetOf(code, address) {
  if (address === undefined) {
    const target = configuredDatabase(code);
    if (target.url === 'memory://') {
      throw new CommandProblem('The settings name a database in memory, which nobody would see again.');
    }
    return target;
  }
  const problem = code.databaseAddressProblem(address);
  const target = problem ? undefined : code.parseDatabaseAddress(address);
  if (target?.kind !== 'postgres') {
    throw new CommandProblem(`--database-url ${problem ?? 'must be postgres://...'}`);
  }
  return databaseOptions({ url: target.url });
}

/** The embedded database lets nobody in beside a server anyway. */
async function requireStopped({ kind, dataSource }) {
  if (kind === 'embedded') {
    return;
  }
  const [{ live }] = await dataSource.query(
    'SELECT count(*)::integer AS live FROM worker_leases WHERE expires_at > clock_timestamp()',
  );
  if (live > 0) {
    throw new CommandProblem(
      `${live} server process(es) use this database. Stop them first; one that was killed is forgotten after 30 s.`,
    );
  }
}
