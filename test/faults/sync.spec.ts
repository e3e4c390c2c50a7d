import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { Operator } from '../fakes/rooms-operator';
import { describeWithPostgres, lastingKind, openTestDatabase, type TestDatabase } from '../support/database';
import { withClient } from '../support/postgres';
import { ServerProcess } from '../support/server-process';
import { SyncReceiver } from '../support/sync-receiver';
import { until } from '../support/until';

const FAULT_TIMEOUT_MS = 180_000;
/** A killed process's lease on a PostgreSQL server runs out after 30 s. */
const LEASE_TIMEOUT_MS = 60_000;
const secret = randomBytes(24).toString('base64');
const INTERVAL_SECONDS = 2;

/** Keeps every start the database granted, by its own clock: a machine that stalls then delays an entry, not a start. */
async function logStarts(url: string): Promise<void> {
  await withClient(url, async (client) => {
    await client.query(`
      CREATE TABLE job_starts (started_at timestamptz NOT NULL);
      CREATE FUNCTION log_job_start() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN INSERT INTO job_starts VALUES (NEW.last_started_at); RETURN NULL; END $$;
      CREATE TRIGGER log_job_start AFTER INSERT OR UPDATE OF last_started_at ON scheduled_jobs
        FOR EACH ROW WHEN (NEW.name = 'room-sync') EXECUTE FUNCTION log_job_start();`);
  });
}

describe('room sync of a killed server', () => {
  let database: TestDatabase;
  let receiver: SyncReceiver;
  const servers: ServerProcess[] = [];

  beforeEach(async () => {
    database = await openTestDatabase(lastingKind);
    receiver = await SyncReceiver.start();
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.kill();
    await receiver.stop();
    await database.close();
  });

  const start = async (): Promise<ServerProcess> => {
    const server = await ServerProcess.start({
      ...(database.url !== undefined && { DATABASE_URL: database.url }),
      DATA_DIR: database.dataDir,
      DATA_CALLBACK_URL: receiver.url,
      SYNC_SIGNING_SECRET: `whsec_${secret}`,
      SYNC_INTERVAL_SECONDS: '0',
    });
    servers.push(server);
    return server;
  };

  it(
    'loses no payload: what was under way, what had failed and what waited all come, in order and unchanged',
    async () => {
      receiver.reply = ({ payload }) => (payload.room_name === 'hanging' ? 'hang' : 500);
      const first = await start();
      const operator = new Operator(first);
      const hanging = await operator.room({ room_name: 'hanging' });
      await operator.post(`/rooms/${hanging}/messages`, { content: 'kept' });
      await operator.delete(`/rooms/${hanging}`);
      const failing = await operator.room({ room_name: 'failing' });
      await receiver.received(hanging, 1);
      await receiver.received(failing, 1);
      await first.kill();
      const beforeKill = [...receiver.requests];

      receiver.reply = () => 200;
      const second = await start();
      const again = await receiver.received(hanging, 3, LEASE_TIMEOUT_MS);
      const retried = await receiver.received(failing, 2, LEASE_TIMEOUT_MS);
      await until(async () => {
        const { body } = await new Operator(second).get('/sync/deliveries?status=pending');
        return Array.isArray(body) && body.length === 0;
      });

      expect(again.map(({ payload }) => payload.event_type)).toEqual(['room.created', 'room.created', 'room.closed']);
      const history = again.slice(1).flatMap(({ payload }) => payload.chat_history.map(({ content }) => content));
      expect(history).toEqual(['kept']);
      for (const requests of [again.slice(0, 2), retried]) {
        expect(new Set(requests.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
        expect(new Set(requests.map(({ text }) => text)).size).toBe(1);
      }
      for (const { text, headers, payload } of receiver.requests) {
        expect(new Webhook(secret).verify(text, headers as Record<string, string>)).toEqual(payload);
      }
      expect(receiver.requests.length).toBeGreaterThan(beforeKill.length);
      expect(await second.stop()).toBe(0);
    },
    FAULT_TIMEOUT_MS,
  );
});

describeWithPostgres('the scheduled sync of two processes on one PostgreSQL', () => {
  it(
    'runs once per interval, also when the process that runs it is killed',
    async () => {
      const database = await openTestDatabase('server');
      await logStarts(String(database.url));
      const receiver = await SyncReceiver.start();
      const variables = {
        DATABASE_URL: database.url,
        DATA_DIR: database.dataDir,
        DATA_CALLBACK_URL: receiver.url,
        SYNC_INTERVAL_SECONDS: String(INTERVAL_SECONDS),
      };
      const servers = [await ServerProcess.start(variables), await ServerProcess.start(variables)];
      try {
        const leads = (server: ServerProcess): boolean =>
          server.output.includes('this process runs the scheduled jobs');
        const [leader] = servers.filter(leads);
        expect(servers.filter(leads)).toHaveLength(1);
        const survivor = servers.find((server) => server !== leader);
        if (!leader || !survivor) throw new Error('one of two leads');
        const roomId = await new Operator(survivor).room();
        await receiver.received(roomId, 4);
        await leader.kill();
        await until(() => leads(survivor));
        const before = receiver.of(roomId).length;
        await receiver.received(roomId, before + 3, LEASE_TIMEOUT_MS);

        const gaps = await withClient(String(database.url), async (client) => {
          const { rows } = await client.query<{ gap: string | null }>(
            'SELECT extract(epoch FROM started_at - lag(started_at) OVER (ORDER BY started_at)) AS gap FROM job_starts',
          );
          return rows.flatMap(({ gap }) => (gap === null ? [] : [Number(gap)]));
        });
        const runs = new Set(receiver.of(roomId).map(({ headers }) => headers['webhook-id'])).size;
        expect(gaps.length).toBeGreaterThanOrEqual(4);
        expect(gaps.filter((gap) => gap < INTERVAL_SECONDS)).toEqual([]);
        // One payload announces the room.
        expect(runs - 1).toBeLessThanOrEqual(gaps.length + 1);
      } finally {
        for (const server of servers) await server.kill();
        await receiver.stop();
        await database.close();
      }
    },
    FAULT_TIMEOUT_MS,
  );
});
