'use strict';

const fs = require('node:fs');
const { EmbeddedEngine } = require('../../../src/infrastructure/persistence/embedded/embedded-engine');
const { simpleQuery } = require('../../../src/infrastructure/persistence/embedded/wire-protocol');
const { outsideTests } = require('./outside-tests.cjs');

/** Most milliseconds to wait for a transaction that a test left open; after that the engine is closed for good. */
const SESSION_WAIT_MS = 1_000;

/** What a test may have changed besides rows: the engine then is not handed on. */
const SCHEMA = `SELECT (SELECT sum(oid::int8) FROM pg_class), (SELECT count(*) FROM pg_attribute),
  (SELECT sum(oid::int8) FROM pg_constraint), (SELECT sum(oid::int8) FROM pg_trigger),
  (SELECT sum(oid::int8) FROM pg_proc), (SELECT count(*) FROM migrations)`;

const EMPTY_TABLES = `DO $$
DECLARE
  name text;
  filled text[] := '{}';
  has_rows boolean;
BEGIN
  FOR name IN SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migrations' LOOP
    EXECUTE 'SELECT EXISTS (SELECT FROM ' || name || ')' INTO has_rows;
    IF has_rows THEN filled := filled || name; END IF;
  END LOOP;
  IF filled <> '{}' THEN
    EXECUTE 'TRUNCATE ' || array_to_string(filled, ', ') || ' RESTART IDENTITY CASCADE';
  END IF;
END $$`;

/** https://www.postgresql.org/docs/current/protocol-message-formats.html: ErrorResponse. */
const ERROR_RESPONSE = 'E'.charCodeAt(0);

const startNew = EmbeddedEngine.start.bind(EmbeddedEngine);
/** Of `{ engine, schema }`: running, emptied, and nobody's. */
const idle = [];
let template;

/** Databases in memory made from this tar file are emptied at their close and handed on to who next opens one. */
function handOnEngines(archive) {
  if (template) return;
  template = fs.readFileSync(archive);
  EmbeddedEngine.start = async (options) => {
    if (!options.archive || Buffer.compare(options.archive, template) !== 0) return startNew(options);
    return lend(idle.pop() ?? (await startIdle(options)), options);
  };
}

const nobodyHears = () => undefined;

async function startIdle(options) {
  // Whoever has it then hears of its thread's death; see `lend`.
  const engine = await outsideTests(() => startNew({ ...options, onWarning: nobodyHears }));
  return { engine, schema: await query(engine, SCHEMA) };
}

/** The engine, with what makes it open or closed anew. */
function lend({ engine, schema }, { onWarning }) {
  engine.worker.ref();
  const lent = Object.assign(Object.create(engine), {
    ...{ closing: false, failure: undefined, failureListeners: new Set(), onWarning },
    close: async () => {
      if (lent.failure) return;
      const release = await engine.mutex.acquire(SESSION_WAIT_MS).catch(() => undefined);
      const isClean = release !== undefined && (await empty(engine, schema));
      lent.closing = true;
      lent.fail(new Error('closed'));
      release?.();
      engine.failureListeners.clear();
      if (!isClean) return engine.close();
      // Nothing waits for an idle engine: the worker may end with it.
      engine.worker.unref();
      idle.push({ engine, schema });
    },
  });
  engine.failureListeners.add((error) => lent.fail(error));
  return lent;
}

async function empty(engine, schema) {
  try {
    for (const sql of ['ROLLBACK', 'DISCARD ALL', EMPTY_TABLES]) await query(engine, sql);
    return (await query(engine, SCHEMA)).equals(schema);
  } catch {
    // Its thread has died, or a statement has failed.
    return false;
  }
}

async function query(engine, sql) {
  const reply = await engine.exchange(new Uint8Array(simpleQuery(sql)));
  // Messages of the wire protocol: a letter, then the length of what follows, which counts itself.
  for (let at = 0; at < reply.length; at += 1 + reply.readInt32BE(at + 1)) {
    if (reply[at] === ERROR_RESPONSE) throw new Error(`refused: ${sql}`);
  }
  return reply;
}

module.exports = { handOnEngines };
