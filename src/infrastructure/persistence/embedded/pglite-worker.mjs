/**
 * Runs PGlite in a thread of its own, because a query blocks the thread it runs on. Each message is one round of the
 * PostgreSQL wire protocol: the client's bytes come in, the server's bytes go out, one round at a time.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { loadExtensions } from './pglite-options.mjs';

const { dataDir, archive, extensions } = workerData;

const database = await PGlite.create({
  dataDir,
  loadDataDir: archive && new Blob([archive]),
  extensions: await loadExtensions(extensions),
});

parentPort.on('message', (request) => {
  if (request === 'close') {
    void close();
    return;
  }
  // An exception here ends the worker: after a WebAssembly trap the database's memory cannot be trusted.
  const reply = database.execProtocolRawSync(request);
  // PGlite answers with a view of a large buffer it keeps; a copy of exactly the answer can be handed over for free.
  const bytes = reply.slice();
  parentPort.postMessage(bytes, [bytes.buffer]);
});

parentPort.postMessage('ready');

async function close() {
  await database.close();
  parentPort.postMessage('closed');
  parentPort.close();
}
