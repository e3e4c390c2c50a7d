'use strict';

/**
 * A server in small, to be killed: writes pairs of rows in concurrent transactions and prints each number once its
 * transaction is committed.  node embedded-writer.cjs <dataDir>
 */
require('reflect-metadata');
require('../support/typescript-hook.cjs');
const { openDatabase } = require('../../src/infrastructure/persistence/database.ts');

const WRITERS = 4;

async function main(dataDir) {
  const silent = () => undefined;
  const options = { url: undefined, dataDir, poolSize: WRITERS, onProgress: silent, onWarning: silent };
  const { dataSource } = await openDatabase({ ...options, migrate: false });
  await dataSource.query('CREATE TABLE IF NOT EXISTS firsts (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY)');
  await dataSource.query('CREATE TABLE IF NOT EXISTS seconds (id bigint PRIMARY KEY, facts jsonb)');
  await dataSource.query('CREATE INDEX IF NOT EXISTS seconds_facts_idx ON seconds USING gin (facts)');
  await Promise.all(Array.from({ length: WRITERS }, () => write(dataSource)));
}

async function write(dataSource) {
  for (;;) {
    const id = await dataSource.transaction(async (manager) => {
      const [row] = await manager.query('INSERT INTO firsts DEFAULT VALUES RETURNING id');
      await manager.query('INSERT INTO seconds VALUES ($1, $2)', [row.id, JSON.stringify({ id: row.id })]);
      return row.id;
    });
    process.stdout.write(`${id}\n`);
  }
}

main(process.argv[2]).catch((error) => {
  console.error(error);
  process.exit(1);
});
