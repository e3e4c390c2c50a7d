/**
 * Creates a new database and ends: creating one takes some 700 MB of memory that WebAssembly never gives back, so it
 * happens in a process of its own.
 *
 *   node pglite-init.mjs <extensions, comma-separated, may be empty> [directory]
 *
 * Without a directory the database is written to standard output as a tar archive.
 */
import { once } from 'node:events';
import { PGlite } from '@electric-sql/pglite';
import { configuration, creationFlags, loadExtensions } from './pglite-options.mjs';

const [extensionNames, dataDir] = process.argv.slice(2);
// The parent holds the other end of this channel; when it dies, nobody needs the result.
const onOrphaned = () => process.exit(1);
process.on('disconnect', onOrphaned);

const database = await PGlite.create({
  dataDir,
  extensions: await loadExtensions(extensionNames.split(',').filter(Boolean)),
  postgresqlconf: configuration,
  initDbStartParams: creationFlags,
});
if (dataDir === undefined) {
  const archive = await database.dumpDataDir('none');
  if (!process.stdout.write(Buffer.from(await archive.arrayBuffer()))) {
    await once(process.stdout, 'drain');
  }
}
await database.close();
process.off('disconnect', onOrphaned);
process.disconnect?.();
