import { OUTBOUND_BYTES_MAX, OutboundBudget } from '../../src/presentation/shared/outbound-queue';
import type { MessageJson } from '../support/clients';
import { RawClient } from '../support/clients-raw';
import { SocketIoClient, type SocketIoTransport } from '../support/clients-socketio';
import { type RoomsServer, startRoomsServer, ticketFor } from '../support/rooms';
import { until } from '../support/until';

/** Three bytes a character: nearly 48 KiB a frame, so that the system's own buffers are soon full. */
const BALLAST = '重'.repeat(16_000);
/** Below what one connection may send at once. */
const BALLAST_EACH = 200;
const SENDERS = 4;

/** A reader that stops reading, however it is connected. */
interface Stalled {
  readonly seenIds: () => unknown[];
  readonly end: () => void;
}

describe('a reader that stops reading', () => {
  let server: RoomsServer;
  let room: string;
  let senders: RawClient[];
  let budget: OutboundBudget;
  beforeAll(async () => {
    server = await startRoomsServer();
    budget = server.app.get(OutboundBudget);
  }, 60_000);
  afterAll(() => server?.stop());
  beforeEach(async () => {
    room = await server.operator.room();
    senders = await Promise.all(
      Array.from({ length: SENDERS }, async (_, index) => {
        const user = `sender ${index}`;
        const ticket = await ticketFor(server.operator, room, user, { role: 'admin' });
        return RawClient.join(server, room, { user_id: user, ticket });
      }),
    );
  });
  afterEach(async () => {
    await Promise.all(senders.map((sender) => sender.leave()));
    jest.restoreAllMocks();
  });

  async function stallRaw(): Promise<Stalled> {
    const client = await RawClient.join(server, room, { user_id: 'stalled' });
    await senders[0].say('seen by all');
    await client.next('Message');
    client.stall();
    return { seenIds: () => client.seen('Message').map(({ id }) => id), end: () => client.socket.terminate() };
  }

  async function stallSocketIo(transport: SocketIoTransport): Promise<Stalled> {
    const client = await SocketIoClient.connect(server, { user_id: 'stalled' }, transport);
    await client.join(room);
    await senders[0].say('seen by all');
    await client.next('message');
    const engine = client.socket.io.engine;
    const seenIds = (): unknown[] => client.seen('message').map(({ id }) => id);
    if (transport === 'polling') {
      // Whoever polls no more: the requests under way are given up.
      const seen = seenIds();
      client.socket.offAny();
      Object.defineProperty(engine.transport, 'doPoll', { value: () => undefined });
      return { seenIds: () => seen, end: () => client.socket.disconnect() };
    }
    const webSocket: unknown = Reflect.get(engine.transport, 'ws');
    if (!isPausable(webSocket)) throw new Error('the transport is no WebSocket of ws');
    webSocket.pause();
    return { seenIds, end: () => webSocket.terminate() };
  }

  /** Everybody but the stalled one goes on; returns what they got. */
  async function flood(isOver: () => Promise<boolean>): Promise<MessageJson[]> {
    const said: MessageJson[] = [];
    for (let count = 0; count < BALLAST_EACH && !(await isOver()); count += 1) {
      for (const sender of senders) sender.send('CustomEvent', { event_type: 'ballast', payload: BALLAST });
      for (const sender of senders) for (const _ of senders) await sender.next('CustomEvent');
      said.push(await senders[count % SENDERS].say(`message ${count}`));
    }
    for (const sender of senders) expect(sender.seen('Message').slice(1)).toEqual(said);
    return said;
  }

  it.each([
    ['raw', stallRaw],
    ['Socket.IO over WebSocket', () => stallSocketIo('websocket')],
    ['Socket.IO over polling', () => stallSocketIo('polling')],
  ])(
    '(%s) is ended at its bound, slows nobody, and comes back without loss',
    async (_name, stall) => {
      let peak = 0;
      const report = budget.report.bind(budget);
      jest.spyOn(budget, 'report').mockImplementation((before, now, frames) => {
        const isWithin = report(before, now, frames);
        if (isWithin) peak = Math.max(peak, budget.total);
        return isWithin;
      });
      const connections = await openSockets(server);
      const stalled = await stall();
      const limits = await server.metric('guildhall_limits_reached_total', 'limit="outbound_bytes"');
      const said = await flood(
        async () => (await server.metric('guildhall_limits_reached_total', 'limit="outbound_bytes"')) > limits,
      );
      const seen = stalled.seenIds();

      expect(await server.metric('guildhall_limits_reached_total', 'limit="outbound_bytes"')).toBe(limits + 1);
      expect(peak).toBeGreaterThan(0);
      expect(peak).toBeLessThanOrEqual(OUTBOUND_BYTES_MAX);
      expect(await server.metric('guildhall_outbound_waiting_bytes')).toBe(0);
      await senders[0].next('UserLeft', ({ user_id }) => user_id === 'stalled');
      // The socket below is gone as well, although its peer reads nothing, not even a close frame.
      await until(async () => (await openSockets(server)) <= connections, 'the stalled socket is gone');
      const back = await RawClient.join(server, room, { user_id: 'stalled', last_message_id: String(seen.at(-1)) });
      const all = [...seen, ...back.welcome.missed_messages.map(({ id }) => id)];
      expect(all.slice(1)).toEqual(said.map(({ id }) => id));
      await back.leave();
      stalled.end();
    },
    120_000,
  );
});

interface Pausable {
  pause(): void;
  terminate(): void;
}

const isPausable = (value: unknown): value is Pausable =>
  typeof value === 'object' && value !== null && 'pause' in value && 'terminate' in value;

/** Those of WebSockets; requests come and go. */
async function openSockets(server: RoomsServer): Promise<number> {
  return server.metric('guildhall_connections');
}
