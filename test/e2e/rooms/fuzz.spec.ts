import { once } from 'node:events';
import * as fc from 'fast-check';
import { WebSocket } from 'ws';
import { RawClient } from '../../support/clients-raw';
import { SocketIoClient } from '../../support/clients-socketio';
import { type RoomsServer, startRoomsServer } from '../../support/rooms';

const isLong = process.env.GUILDHALL_LONG === '1';
/** At most 30 frames a run: well below what one connection may send at once. */
const FRAMES_PER_RUN_MAX = 30;
const RUNS = isLong ? 700 : 40;
const TIMEOUT_MS = isLong ? 900_000 : 90_000;
const ERROR_LEVEL = 50;

/** What must never reach a client: a place in our code, or a piece of SQL. */
const leak = /\bat .+\.(js|ts):\d+|\b(SELECT|INSERT|UPDATE) .* (FROM|INTO|SET)\b|node_modules/;

const rawTypes = ['SendMessage', 'KickUser', 'MuteUser', 'UnmuteUser', 'BanUser', 'UnbanUser', 'DeleteMessage'];
const otherRawTypes = ['Typing', 'GetHistory', 'CustomEvent', 'Ping', 'Nope', '__proto__', 'constructor', 'toString'];
const eventNames = ['message:send', 'message:delete', 'message:history', 'typing', 'user:kick', 'user:ban'];
const otherEventNames = ['user:unban', 'user:mute', 'user:unmute', 'custom:event', 'room:leave', 'room:join', 'nope'];

/** Fields that commands know, with values they may not expect. */
const value = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ unit: 'binary', maxLength: 3_000 }),
  fc.integer(),
  fc.double(),
  fc.constantFrom('1', '0', '-1', '9223372036854775808', 'x'.repeat(2_001), '\u0000', '\ud800', '😀'.repeat(2_001)),
);
const payload = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.dictionary(fc.constantFrom('content', 'nonce', 'user_id', 'id', 'before', 'after'), value),
  },
  {
    weight: 2,
    arbitrary: fc.dictionary(
      fc.constantFrom('limit', 'reason', 'duration_seconds', 'event_type', 'payload', 'timestamp', 'ticket'),
      value,
    ),
  },
  { weight: 1, arbitrary: fc.jsonValue() },
);
const rawFrame = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .record({ type: fc.constantFrom(...rawTypes, ...otherRawTypes), payload })
      .map((frame) => JSON.stringify(frame)),
  },
  { weight: 2, arbitrary: fc.json() },
  { weight: 2, arbitrary: fc.string({ unit: 'binary' }) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      `{"type":"SendMessage","payload":${'['.repeat(500)}${']'.repeat(500)}}`,
      '{"type":"SendMessage","payload":{"content":"x","__proto__":{"admin":true}}}',
      `{"type":"SendMessage","payload":{"content":"${'y'.repeat(66_000)}"}}`,
      '{"type":"DeleteMessage","payload":{"id":15735228748435292160}}',
    ),
  },
);

let server: RoomsServer;
let room: string;
let control: RawClient;
let runs = 0;
beforeAll(async () => {
  // The fuzzing member is an admin, so that its commands reach what lies behind the check of rights.
  server = await startRoomsServer({ ROOM_TRUST_USER_ID: 'true' });
  room = await server.operator.room({ admin_user_ids: ['fuzz'] });
  control = await RawClient.join(server, room, { user_id: 'control' });
}, 60_000);
afterAll(() => server?.stop());

/** The server chats on, has logged no fault, and told nothing of its insides. */
async function expectUnharmed(heard: unknown): Promise<void> {
  expect(JSON.stringify(heard)).not.toMatch(leak);
  runs += 1;
  expect(await control.say(`still here ${runs}`)).toMatchObject({ from: 'control' });
  const faults = server.logLines.filter((line) => (JSON.parse(line) as { level: number }).level >= ERROR_LEVEL);
  expect(faults).toEqual([]);
}

describe('whatever a client sends', () => {
  it(
    'over a raw WebSocket is answered by well-formed frames or a close code',
    async () => {
      const frames = fc.array(rawFrame, { minLength: 1, maxLength: FRAMES_PER_RUN_MAX });
      await fc.assert(
        fc.asyncProperty(frames, async (sent) => {
          const client = await RawClient.join(server, room, { user_id: 'fuzz' });
          for (const frame of sent) client.socket.send(frame);
          const end = await Promise.race([client.closed, client.settled()]);
          if (end) expect([1_007, 1_009, 4_002]).toContain(end.code);
          else await client.leave();
          await expectUnharmed(client.received.all);
        }),
        { numRuns: RUNS },
      );
    },
    TIMEOUT_MS,
  );

  it(
    'over Socket.IO is answered by an ack',
    async () => {
      const name = fc.oneof(
        { weight: 5, arbitrary: fc.constantFrom(...eventNames, ...otherEventNames) },
        { weight: 1, arbitrary: fc.string().map((text) => `x${text}`) },
      );
      const inRoom = fc.boolean();
      const events = fc.array(fc.record({ name, payload, inRoom }), { minLength: 1, maxLength: FRAMES_PER_RUN_MAX });
      await fc.assert(
        fc.asyncProperty(events, async (sent) => {
          const client = await SocketIoClient.connect(server, { user_id: 'fuzz' });
          await client.join(room);
          const acks = await Promise.all(
            sent.map((event) => {
              const isObject = typeof event.payload === 'object' && event.payload !== null;
              const body =
                event.inRoom && isObject ? Object.assign({}, event.payload, { room_id: room }) : event.payload;
              return client.call(event.name, body);
            }),
          );
          for (const ack of acks) expect(typeof ack.ok).toBe('boolean');
          await client.leave();
          await expectUnharmed([acks, client.received.all]);
        }),
        { numRuns: RUNS },
      );
    },
    TIMEOUT_MS,
  );

  it(
    'below Socket.IO ends at most its own connection',
    async () => {
      const packet = fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.uint8Array({ maxLength: 50 }),
        fc.constantFrom('40/rooms,{"user_id":"fuzz"}', '40/rooms,7', '40/nope,', '42/rooms,["typing"', '42/rooms,[{}]'),
        fc.constantFrom(
          '452-/rooms,["a",{"_placeholder":true,"num":9}]',
          '41/rooms,',
          '2probe',
          '5',
          '3',
          '43/rooms,1[]',
        ),
      );
      const address = `${server.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`;
      await fc.assert(
        fc.asyncProperty(fc.array(packet, { maxLength: FRAMES_PER_RUN_MAX }), async (sent) => {
          const socket = new WebSocket(address);
          const heard: string[] = [];
          socket.on('message', (data: Buffer) => heard.push(data.toString()));
          socket.on('error', () => undefined);
          await once(socket, 'open');
          for (const one of sent) socket.send(one);
          const closed = once(socket, 'close');
          socket.close();
          await closed;
          await expectUnharmed(heard);
        }),
        { numRuns: RUNS },
      );
    },
    TIMEOUT_MS,
  );

  it(
    'to the management API is never answered by a 500',
    async () => {
      const path = fc.constantFrom(
        '/rooms',
        `/rooms/${room}`,
        `/rooms/${room}/admins`,
        `/rooms/${room}/messages`,
        `/rooms/${room}/bans/x`,
        `/rooms/${room}/mutes/x`,
        `/rooms/${room}/tickets`,
        '/sync',
      );
      const method = fc.constantFrom('POST', 'PUT', 'PATCH');
      const fields = fc.constantFrom('room_name', 'admin_user_ids', 'access', 'max_members', 'slow_mode_seconds');
      const others = fc.constantFrom(
        'metadata',
        'content',
        'user_id',
        'role',
        'expires_in_seconds',
        'room_ids',
        'reason',
      );
      const body = fc.oneof(
        fc.dictionary(fc.oneof(fields, others), value).map((fuzzed) => JSON.stringify(fuzzed)),
        fc.json(),
        fc.string({ unit: 'binary' }),
      );
      await fc.assert(
        fc.asyncProperty(method, path, body, async (verb, target, text) => {
          const answer = await server.operator.callRaw(verb, target, text);
          expect(answer.status).toBeLessThan(500);
          expect(JSON.stringify(answer.body)).not.toMatch(leak);
        }),
        { numRuns: RUNS * 5 },
      );
      // Whatever was changed on the way, the room still opens for its people.
      await server.operator.patch(`/rooms/${room}`, { access: 'open', max_members: null, slow_mode_seconds: 0 });
      await expectUnharmed([]);
    },
    TIMEOUT_MS,
  );
});
