'use strict';

/**
 * Opens the embedded database, stops its thread in the middle of a query and prints, as JSON, what became of that query
 * and of later ones.  node dying-thread.cjs <dataDir>
 */
require('reflect-metadata');
require('../support/typescript-hook.cjs');
const { toAppError } = require('../../src/infrastructure/persistence/constraint-errors.ts');
const { openDatabase } = require('../../src/infrastructure/persistence/database.ts');

const silent = () => undefined;
const outcomeOf = (work) =>
  work.then(
    () => 'done',
    (error) => toAppError(error).kind ?? String(error),
  );

async function main(dataDir) {
  const workers = [];
  process.on('worker', (worker) => workers.push(worker));
  const warnings = [];
  const options = {
    url: undefined,
    dataDir,
    poolSize: 3,
    onProgress: silent,
    onWarning: (text) => warnings.push(text),
  };
  const database = await openDatabase(options);
  const running = outcomeOf(database.dataSource.query('SELECT count(*) FROM generate_series(1, 100000000)'));
  const waiting = outcomeOf(database.dataSource.query('SELECT 1'));
  for (const worker of workers) {
    await worker.terminate();
  }
  const outcomes = {
    running: await running,
    waiting: await waiting,
    later: await outcomeOf(database.dataSource.query('SELECT 1')),
    ping: await outcomeOf(database.ping(1_000)),
    dedicated: await outcomeOf(database.connectDedicated().then((client) => client.query('SELECT 1'))),
  };
  await database.close();
  console.log(JSON.stringify({ outcomes, warnings }));
}

void main(process.argv[2]);
