import { SocketIoClient } from '../support/clients-socketio';
import { describeWithPostgres } from '../support/database';
import { withClient } from '../support/postgres';
import { type RoomsServer, startRoomsServer } from '../support/rooms';
import { until } from '../support/until';

const SENDERS = 4;
const MESSAGES_EACH = 150;
const RESTARTS = 5;

describeWithPostgres('a database that is restarted under load', (serverUrl) => {
  let server: RoomsServer;
  beforeAll(async () => {
    server = await startRoomsServer();
  }, 60_000);
  afterAll(() => server?.stop());

  /** As `pg_ctl restart -m fast` ends them. */
  async function cutConnections(): Promise<void> {
    const database = new URL(server.settings.database.url ?? '').pathname.slice(1);
    await withClient(serverUrl, (client) =>
      client.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [database]),
    );
  }

  it('refuses sends as unavailable, stays up, and has stored once whatever was acknowledged', async () => {
    const room = await server.operator.room();
    const clients = await Promise.all(
      Array.from({ length: SENDERS }, (_, index) => SocketIoClient.connect(server, { user_id: `sender ${index}` })),
    );
    for (const client of clients) await client.join(room);
    const refusals: string[] = [];
    const acknowledged = new Map<string, string>();
    let sent = 0;

    const talk = async (client: SocketIoClient, sender: number): Promise<void> => {
      for (let count = 0; count < MESSAGES_EACH;) {
        sent += 1;
        const nonce = `${sender}-${count}`;
        const ack = await client.call('message:send', { room_id: room, content: nonce, nonce });
        if (ack.ok) {
          acknowledged.set(nonce, String(Reflect.get(Object(ack.data), 'id')));
          count += 1;
        } else {
          // The same nonce again: whether the first one was stored nobody knows.
          refusals.push(ack.error.code);
        }
      }
    };
    const cut = async (): Promise<void> => {
      for (let restart = 1; restart <= RESTARTS; restart += 1) {
        const next = (restart * SENDERS * MESSAGES_EACH) / (RESTARTS + 1);
        await until(() => acknowledged.size >= next, 'the acknowledgements', 60_000);
        await cutConnections();
      }
    };
    await Promise.all([...clients.map(talk), cut()]);

    expect(new Set(refusals)).toEqual(new Set(refusals.length > 0 ? ['unavailable'] : []));
    expect(sent).toBe(SENDERS * MESSAGES_EACH + refusals.length);
    const stored = await server.operator.get(`/rooms/${room}/messages?limit=1`);
    expect(stored.status).toBe(200);
    const late = await SocketIoClient.connect(server, { user_id: 'late' });
    const history: { id: string; content: string }[] = [];
    for (let { messages } = await late.join(room, { last_message_id: '0' }); messages.length > 0;) {
      history.push(...messages);
      ({ messages } = await late.join(room, { last_message_id: messages.at(-1)?.id }));
    }
    expect(history).toHaveLength(SENDERS * MESSAGES_EACH);
    expect(new Map(history.map(({ id, content }) => [content, id]))).toEqual(acknowledged);
    await Promise.all([...clients, late].map((client) => client.leave()));
    expect((await fetch(`${server.url}/health/ready`)).status).toBe(200);
  }, 120_000);
});
