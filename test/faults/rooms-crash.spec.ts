import { randomBytes } from 'node:crypto';
import { compareIds } from '../../src/shared/ids';
import { Operator } from '../fakes/rooms-operator';
import type { MessageJson } from '../support/clients';
import { RawClient } from '../support/clients-raw';
import { SocketIoClient } from '../support/clients-socketio';
import { lastingKind, openTestDatabase, type TestDatabase } from '../support/database';
import { ServerProcess } from '../support/server-process';
import { until } from '../support/until';

const FAULT_TIMEOUT_MS = 180_000;
/** Messages that must have been acknowledged before the fault comes. */
const ACKNOWLEDGED_MIN = 150;
const RAW_MEMBERS = ['ann', 'bob'];

/** Somebody who talks until the connection ends, waiting for each acknowledgement, and remembers all that was heard. */
interface Talker {
  readonly user: string;
  readonly acknowledged: MessageJson[];
  heard(): MessageJson[];
  readonly ended: Promise<unknown>;
}

describe('a server that ends while people talk', () => {
  let database: TestDatabase;
  let room: string;
  const secrets = { JWT_SECRET: randomBytes(32).toString('hex'), ADMIN_API_KEY: randomBytes(16).toString('hex') };
  const servers: ServerProcess[] = [];
  beforeEach(async () => {
    database = await openTestDatabase(lastingKind);
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.kill();
    await database.close();
  });

  async function start(): Promise<ServerProcess> {
    const server = await ServerProcess.start({
      ...secrets,
      ...(database.url !== undefined && { DATABASE_URL: database.url }),
      ...{ DATA_DIR: database.dataDir, RATE_LIMITS: 'off', LOG_LEVEL: 'warn' },
    });
    servers.push(server);
    return server;
  }

  async function talkRaw(server: ServerProcess, user: string): Promise<Talker> {
    const client = await RawClient.join(server, room, { user_id: user });
    const acknowledged: MessageJson[] = [];
    const talk = async (): Promise<void> => {
      for (let count = 0; ; count += 1) acknowledged.push(await client.say(`${user} ${count}`, `${user}-${count}`));
    };
    void talk().catch(() => undefined);
    return { user, acknowledged, heard: () => client.seen('Message'), ended: client.closed };
  }

  async function talkSocketIo(server: ServerProcess, user: string): Promise<Talker> {
    const client = await SocketIoClient.connect(server, { user_id: user });
    await client.join(room);
    const acknowledged: MessageJson[] = [];
    const talk = async (): Promise<void> => {
      for (let count = 0; ; count += 1) {
        const { room_id: _, ...message } = await client.say(room, `${user} ${count}`, `${user}-${count}`);
        acknowledged.push(message);
      }
    };
    void talk().catch(() => undefined);
    const heard = (): MessageJson[] =>
      client.seen('message').map(({ room_id: _, ...message }) => message as Partial<MessageJson> as MessageJson);
    const told = client.closed.then((reason) => ({ reason, system: client.seen('system') }));
    return { user, acknowledged, heard, ended: told };
  }

  async function talkers(server: ServerProcess): Promise<Talker[]> {
    return [
      ...(await Promise.all(RAW_MEMBERS.map((user) => talkRaw(server, user)))),
      await talkSocketIo(server, 'cid'),
    ];
  }

  const countOf = (all: readonly Talker[]): number => all.reduce((sum, one) => sum + one.acknowledged.length, 0);

  /** Resolves with the next acknowledgements, not with the time. */
  async function untilTalked(all: readonly Talker[]): Promise<void> {
    await until(() => countOf(all) >= ACKNOWLEDGED_MIN, 'the acknowledgements', FAULT_TIMEOUT_MS);
  }

  /** As it lies in the table: every place is taken and ids grow with it. */
  async function storedInOrder(): Promise<{ id: string; content: string }[]> {
    const { dataSource } = await database.open();
    const rows = await dataSource.query<{ id: string; seq: string; content: string }[]>(
      'SELECT id, seq, content FROM messages WHERE channel_id = $1 ORDER BY seq',
      [room],
    );
    expect(rows.map(({ seq }) => Number(seq))).toEqual(rows.map((_, index) => index + 1));
    expect(rows.map(({ id }) => id)).toEqual(rows.map(({ id }) => id).sort(compareIds));
    return rows;
  }

  function expectAllStored(stored: readonly { id: string; content: string }[], all: readonly Talker[]): void {
    const byId = new Map(stored.map(({ id, content }) => [id, content]));
    for (const { acknowledged } of all) {
      for (const { id, content } of acknowledged) expect(byId.get(id)).toBe(content);
    }
  }

  it(
    'by kill -9 has stored every acknowledged message, in order, and who comes back misses nothing',
    async () => {
      const first = await start();
      room = await new Operator(first).room();
      const before = await talkers(first);
      await untilTalked(before);
      await first.kill();
      await Promise.all(before.map(({ ended }) => ended));

      const second = await start();
      const seenByUser = new Map<string, string[]>();
      for (const { user, heard } of before) {
        const seen = heard();
        const back = await RawClient.join(second, room, { user_id: user, last_message_id: seen.at(-1)?.id ?? '0' });
        expect(back.welcome.has_more).toBe(false);
        seenByUser.set(
          user,
          [...seen, ...back.welcome.missed_messages].map(({ id }) => id),
        );
        // What was sent and never acknowledged may be sent again under its nonce.
        await back.say(`${user} is back`);
        await back.leave();
      }
      expect(await second.stop()).toBe(0);

      const stored = await storedInOrder();
      expectAllStored(stored, before);
      const ids = stored.map(({ id }) => id);
      for (const seen of seenByUser.values()) {
        const from = ids.indexOf(seen[0]);
        expect(seen).toEqual(ids.slice(from, from + seen.length));
      }
      expect(countOf(before)).toBeGreaterThanOrEqual(ACKNOWLEDGED_MIN);
    },
    FAULT_TIMEOUT_MS,
  );

  it(
    'by SIGTERM tells everybody, loses no acknowledged message and ends with code 0',
    async () => {
      const server = await start();
      room = await new Operator(server).room();
      const all = await talkers(server);
      await untilTalked(all);
      const code = await server.stop();
      const ends = await Promise.all(all.map(({ ended }) => ended));

      expect(code).toBe(0);
      expect(ends).toEqual([
        ...RAW_MEMBERS.map(() => ({ code: 1001, reason: 'stopping' })),
        { reason: 'transport close', system: [{ room_id: room, message: 'the server is stopping' }] },
      ]);
      expectAllStored(await storedInOrder(), all);
    },
    FAULT_TIMEOUT_MS,
  );
});
