import { type MessageJson, until } from '../../support/clients';
import { RawClient } from '../../support/clients-raw';
import { type RoomMessageJson, SocketIoClient } from '../../support/clients-socketio';
import { type RoomsServer, startRoomsServer } from '../../support/rooms';

const MESSAGES_EACH = 100;

let server: RoomsServer;
let room: string;
let raw: RawClient;
let websocket: SocketIoClient;
let polling: SocketIoClient;
beforeAll(async () => {
  server = await startRoomsServer();
}, 60_000);
afterAll(() => server?.stop());
beforeEach(async () => {
  room = await server.operator.room();
  raw = await RawClient.join(server, room, { user_id: 'raw', nickname: 'Raw' });
  websocket = await SocketIoClient.connect(server, { user_id: 'websocket', nickname: 'Web' });
  polling = await SocketIoClient.connect(server, { user_id: 'polling' }, 'polling');
  for (const client of [websocket, polling]) await client.join(room);
});
afterEach(() => Promise.all([raw, websocket, polling].map((client) => client.leave())));

/** The messages of an event stream as the raw dialect writes them. */
const asRaw = (events: readonly object[]): unknown[] =>
  (events as RoomMessageJson[]).map(({ room_id, ...message }) => {
    expect(room_id).toBe(room);
    return message;
  });

async function wholeHistory(): Promise<MessageJson[]> {
  const history: MessageJson[] = [];
  for (;;) {
    raw.send('GetHistory', { limit: 100, ...(history[0] && { before: history[0].id }) });
    const { messages } = await raw.next('History');
    if (messages.length === 0) return history;
    history.unshift(...messages);
  }
}

describe('members on different transports', () => {
  it('see the same messages with the same ids in the same order, and the history is what they saw', async () => {
    for (let index = 0; index < MESSAGES_EACH; index += 1) {
      raw.send('SendMessage', { content: `raw ${index}`, nonce: `r${index}` });
      websocket.socket.emit('message:send', { room_id: room, content: `websocket ${index}` });
      polling.socket.emit('message:send', { room_id: room, content: `polling 🎮 ${index}` });
    }
    for (let count = 0; count < 3 * MESSAGES_EACH; count += 1) {
      await raw.next('Message');
      await websocket.next('message');
      await polling.next('message');
    }
    const seen = raw.seen('Message');

    expect(seen).toHaveLength(3 * MESSAGES_EACH);
    expect(asRaw(websocket.seen('message'))).toEqual(seen);
    expect(asRaw(polling.seen('message'))).toEqual(seen);
    expect(await wholeHistory()).toEqual(seen);
    for (const sender of ['raw', 'websocket', 'polling']) {
      const contents = seen.filter(({ from }) => from === sender).map(({ content }) => content);
      expect(contents.map((content) => Number(content.split(' ').at(-1)))).toEqual([...contents.keys()]);
    }
  });

  it('see who comes, goes, types, is muted and what is deleted', async () => {
    const ann = await RawClient.join(server, room, { user_id: 'ann', nickname: 'Ann' });
    const joined = { user_id: 'ann', nickname: 'Ann' };
    expect(await raw.next('UserJoined', ({ user_id }) => user_id === 'ann')).toEqual(joined);
    for (const client of [websocket, polling]) {
      const event = await client.next('user:joined', ({ user_id }) => user_id === 'ann');
      expect(event).toEqual({ room_id: room, ...joined });
    }
    ann.send('Typing');
    const said = await ann.say('soon gone');
    ann.send('DeleteMessage', { id: said.id });
    await ann.next('MessageDeleted');
    await server.operator.put(`/rooms/${room}/mutes/ann`);
    await ann.next('YouAreMuted');
    await ann.leave();

    for (const client of [websocket, polling]) {
      await client.next('user:left');
      const told = client.received.all.filter(({ name }) => name !== 'user:joined' && name !== 'room:stats');
      expect(told).toEqual([
        { name: 'typing', payload: { room_id: room, user_id: 'ann' } },
        { name: 'message', payload: { room_id: room, ...said } },
        { name: 'message:deleted', payload: { room_id: room, id: said.id } },
        { name: 'user:muted', payload: { room_id: room, user_id: 'ann', muted: true } },
        { name: 'user:left', payload: { room_id: room, user_id: 'ann' } },
      ]);
    }
  });

  it('share one nonce: the same person repeats on another transport what he sent on the first', async () => {
    const first = await raw.say('first', 'shared');
    const again = await SocketIoClient.connect(server, { user_id: 'raw' });
    await again.join(room);

    expect((await raw.closed).code).toBe(4009);
    expect(asRaw([await again.say(room, 'second', 'shared')])).toEqual([first]);
    await again.leave();
  });

  it('upgrade from polling to WebSocket in the middle of a conversation without losing a message', async () => {
    const upgrading = await SocketIoClient.connect(server, { user_id: 'upgrading' }, 'polling', {
      transports: ['polling', 'websocket'],
    });
    const { engine } = upgrading.socket.io;
    const { messages } = await upgrading.join(room);
    const said = [];
    for (let index = 0; index < 40; index += 1) said.push(await raw.say(`message ${index}`));
    await until(() => engine.transport.name === 'websocket', 'the upgrade');
    for (let index = 40; index < 60; index += 1) said.push(await raw.say(`message ${index}`));
    for (let count = 0; count < said.length; count += 1) await upgrading.next('message');

    expect(messages).toEqual([]);
    expect(asRaw(upgrading.seen('message'))).toEqual(said);
    await upgrading.leave();
  });
});
