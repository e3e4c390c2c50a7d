import { INBOUND_FRAME_BYTES_MAX } from '../../../src/presentation/shared/upgrade-router';
import { RawClient } from '../../support/clients-raw';
import { type RoomsServer, startRoomsServer } from '../../support/rooms';

let server: RoomsServer;
let room: string;
let ann: RawClient;
let bob: RawClient;
beforeAll(async () => {
  server = await startRoomsServer();
}, 60_000);
afterAll(() => server?.stop());
beforeEach(async () => {
  room = await server.operator.room();
  ann = await RawClient.join(server, room, { user_id: 'ann' });
  bob = await RawClient.join(server, room, { user_id: 'bob' });
});
afterEach(() => Promise.all([ann.leave(), bob.leave()]));

const malformed = ['', '{', 'null', '7', '"text"', '[]', '{}', '{"type":7}', '{"type":null}', '{"type":"Ping"} x'];

describe('frames that are none', () => {
  it.each(malformed)('answers %j by Error malformed, and the connection stays', async (text) => {
    ann.sendText(text);

    expect(await ann.next('Error')).toMatchObject({ code: 'malformed' });
    expect(await ann.say('still here')).toMatchObject({ content: 'still here' });
  });

  it('binary ones too', async () => {
    ann.socket.send(Buffer.from('{"type":"Ping"}'));

    expect(await ann.next('Error')).toEqual({ code: 'malformed', message: 'frames are text' });
  });

  it('deep nesting and __proto__ too', async () => {
    ann.sendText(`{"type":"Ping","payload":${'['.repeat(65)}${']'.repeat(65)}}`);
    expect(await ann.next('Error')).toMatchObject({ code: 'malformed' });
    ann.sendText('{"type":"SendMessage","payload":{"content":"x","__proto__":{"a":1}}}');
    expect(await ann.next('Error')).toMatchObject({ code: 'malformed' });
  });

  it('an unknown type is no malformed frame', async () => {
    for (let count = 0; count < 6; count += 1) {
      expect(await ann.refused('Shout', {})).toEqual({
        code: 'unknown_type',
        message: 'unknown type Shout',
        field: 'type',
      });
    }
    expect(await ann.refused('x'.repeat(1_000))).toMatchObject({ message: `unknown type ${'x'.repeat(64)}` });
  });

  it('five in a row close with 4002', async () => {
    for (let count = 0; count < 4; count += 1) ann.sendText('{');
    await ann.say('a good one starts the count anew');
    for (let count = 0; count < 4; count += 1) ann.sendText('{');
    await ann.settled();
    for (let count = 0; count < 5; count += 1) ann.sendText('{');

    expect(await ann.closed).toEqual({ code: 4002, reason: 'malformed' });
    expect(ann.seen('Error')).toHaveLength(13);
    expect(await bob.next('UserLeft')).toEqual({ user_id: 'ann' });
  });
});

describe('frames beyond the bounds', () => {
  it('one of 64 KiB passes, one byte more closes with 1009', async () => {
    const frame = '{"type":"Ping","payload":{"timestamp":1,"filler":""}}';
    const filled = frame.replace('""', `"${'x'.repeat(INBOUND_FRAME_BYTES_MAX - frame.length)}"`);
    ann.sendText(filled);
    expect(await ann.next('Pong')).toEqual({ timestamp: 1 });
    ann.sendText(`${filled} `);

    expect((await ann.closed).code).toBe(1009);
    expect(await bob.say('unharmed')).toMatchObject({ content: 'unharmed' });
  });

  it('a fragmented frame counts as a whole', async () => {
    const part = 'x'.repeat(INBOUND_FRAME_BYTES_MAX / 2);
    for (let count = 0; count < 3; count += 1) ann.socket.send(part, { fin: false });

    expect((await ann.closed).code).toBe(1009);
  });

  it('too many in a second close with 4008, what was taken before is done', async () => {
    ann.send('SendMessage', { content: 'before the flood' });
    for (let count = 0; count < 1_000; count += 1) ann.send('Typing');

    expect(await ann.closed).toEqual({ code: 4008, reason: 'too_many_frames' });
    expect(ann.seen('Error').at(-1)).toEqual({ code: 'limited', message: 'too many frames' });
    expect(await bob.next('Message')).toMatchObject({ content: 'before the flood' });
    expect(await server.metric('guildhall_limits_reached_total', 'inbound_frames')).toBeGreaterThan(0);
  });

  it('a frame that breaks RFC 6455 closes with its code, and nobody else notices', async () => {
    ann.socket.send(Buffer.from([0xff, 0xfe]), { binary: false });
    expect((await ann.closed).code).toBe(1007);
    expect(await bob.say('unharmed')).toMatchObject({ content: 'unharmed' });
  });

  it('a connection that is cut is one that has left', async () => {
    ann.socket.terminate();

    expect(await bob.next('UserLeft')).toEqual({ user_id: 'ann' });
    expect(await server.operator.get(`/rooms/${room}`)).toMatchObject({ body: { current_users: 1 } });
  });
});
