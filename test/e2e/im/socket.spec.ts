import { once } from 'node:events';
import { ImClient, messageOf } from '../../support/clients-im';
import { expectStatus } from '../../support/discord';
import { type ImPerson, type ImServer, type LoginJson, type MessageJson, startImServer } from '../../support/im';

let server: ImServer;
let ann: ImPerson;
let bob: ImPerson;
const clients: ImClient[] = [];

beforeAll(async () => {
  server = await startImServer();
});
beforeEach(async () => {
  [ann, bob] = [await server.person('ann'), await server.person('bob')];
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.leave();
});
afterAll(() => server?.stop());

async function socketOf(person: Pick<ImPerson, 'token'>): Promise<ImClient> {
  const client = await ImClient.of(server, person);
  clients.push(client);
  return client;
}

async function send(from: ImPerson, body: object): Promise<MessageJson> {
  const answer = await from.api.post<MessageJson>('/messages/send', body);
  expectStatus(answer, 200);
  return answer.body;
}

async function secondLogin(person: ImPerson): Promise<{ token: string }> {
  const { email, password } = person;
  return (await server.anonymous.post<LoginJson>('/auth/login', { email, password })).body;
}

const historyOf = async (reader: ImPerson, other: ImPerson): Promise<MessageJson[]> =>
  (await reader.api.get<MessageJson[]>(`/messages/list?receiver_id=${other.id}`)).body;

describe('a socket of the im dialect', () => {
  it('takes its token from the address or the header, and is closed with 4001 without one', async () => {
    const byHeader = ImClient.open(server, '', { headers: { authorization: `Bearer ${ann.token}` } });
    await once(byHeader.socket, 'open');
    await byHeader.settled();
    await byHeader.leave();
    for (const query of ['', '?token=', '?token=nonsense']) {
      expect(await ImClient.open(server, query).closed).toEqual({ code: 4_001, reason: 'Invalid or expired token' });
    }
    const plain = await fetch(`${server.url}/api/ws`);
    expect(plain.status).toBe(426);
    expect(await plain.json()).toEqual({ error: expect.any(String) });
  });

  it('carries a message to the receiver, and acknowledges it to the sender', async () => {
    const [a, otherOfAnn, b, otherOfBob] = [
      ...[await socketOf(ann), await socketOf(ann)],
      ...[await socketOf(bob), await socketOf(await secondLogin(bob))],
    ];
    // Whoever claims to be somebody else is who the socket's token says.
    const ack = await a.say({ user_id: bob.id, receiver_id: bob.id, group_id: null, content: 'hello' });

    expect(ack).toEqual({ id: expect.any(String), nonce: null, created_at: expect.any(String) });
    const [message] = await historyOf(bob, ann);
    expect(message).toMatchObject({ id: ack.id, sender_id: ann.id, content: 'hello', created_at: ack.created_at });
    for (const client of [b, otherOfBob, otherOfAnn]) {
      expect(await client.next('message')).toEqual({
        ...{ event_type: 'message', user_id: ann.id, receiver_id: bob.id, group_id: null, content: 'hello' },
        data: message,
      });
    }
    await a.settled();
    expect(a.heard).toEqual([]);
  });

  it('tells a message of a request to everybody but the login that made it', async () => {
    const [a, otherLogin, b] = [await socketOf(ann), await socketOf(await secondLogin(ann)), await socketOf(bob)];
    const message = await send(ann, { receiver_id: bob.id, content: 'by request' });

    expect(messageOf(await b.next('message'))).toEqual(message);
    expect(messageOf(await otherLogin.next('message'))).toEqual(message);
    await a.settled();
    expect(a.heard).toEqual([]);
  });

  it('takes what its own client says twice for one message', async () => {
    const [a, sameLogin, b] = [await socketOf(ann), await socketOf(ann), await socketOf(bob)];
    const frame = { user_id: ann.id, receiver_id: bob.id, group_id: null, content: 'twice' };
    const { id } = await send(ann, { receiver_id: bob.id, content: 'twice', message_type: 'text' });

    expect(await a.say(frame)).toMatchObject({ id, nonce: null });
    expect(messageOf(await sameLogin.next('message')).id).toBe(id);
    // One request takes one frame: the next is somebody saying the same again.
    const again = await a.say(frame);
    expect(again.id).not.toBe(id);
    await b.next('message', ({ data }) => data?.id === again.id);
    expect(b.heard).toEqual(['twice', 'twice']);
    expect(await historyOf(bob, ann)).toHaveLength(2);
    await a.settled();
    expect(a.heard).toEqual([]);
  });

  it('takes a frame for a message of its own when anything about it differs', async () => {
    const [a, b] = [await socketOf(ann), await socketOf(bob)];
    const carl = await server.person('carl');
    await send(ann, { receiver_id: bob.id, content: 'same' });
    await a.say({ receiver_id: bob.id, content: 'same', data: { nonce: 'n' } });
    await a.say({ receiver_id: bob.id, content: 'Same' });
    await a.say({ receiver_id: carl.id, content: 'same' });
    await b.say({ receiver_id: ann.id, content: 'same' });

    expect((await historyOf(bob, ann)).map(({ content }) => content)).toEqual(['same', 'same', 'Same', 'same']);
    expect(await historyOf(carl, ann)).toHaveLength(1);
  });

  it('makes one message of the same nonce, from sockets and requests at once', async () => {
    const [a, a2, b] = [await socketOf(ann), await socketOf(ann), await socketOf(bob)];
    const frame = { receiver_id: bob.id, content: 'once', nonce: 'x-1' };
    const [ack, otherAck, message] = await Promise.all([
      ...([a.say(frame), a2.say({ ...frame, nonce: undefined, data: { nonce: 'x-1' } })] as const),
      send(ann, frame),
    ]);

    expect(new Set([ack.id, otherAck.id, message.id]).size).toBe(1);
    expect(ack.nonce).toBe('x-1');
    expect(await a.say(frame)).toMatchObject({ id: ack.id });
    await b.next('message');
    await b.settled();
    expect(b.heard).toEqual(['once']);
  });

  it('shows who is typing and what was read', async () => {
    const [a, b] = [await socketOf(ann), await socketOf(bob)];
    const carl = await socketOf(await server.person('carl'));
    a.send({ event_type: 'typing', receiver_id: bob.id });
    const { id } = await a.say({ receiver_id: bob.id, content: 'now' });
    a.send({ event_type: 'typing', receiver_id: bob.id });

    expect(await b.next('typing')).toEqual({
      ...{ event_type: 'typing', user_id: ann.id, receiver_id: bob.id, group_id: null, content: null, data: null },
    });
    b.send({ event_type: 'read', data: { message_id: id } });
    expect(await a.next('read')).toEqual({
      ...{ event_type: 'read', user_id: bob.id, receiver_id: ann.id, group_id: null, content: null },
      data: { message_id: id },
    });
    expect((await historyOf(ann, bob))[0]).toMatchObject({ id, is_read: true });
    const second = await a.say({ receiver_id: bob.id, content: 'and now' });
    b.send({ event_type: 'read', receiver_id: ann.id });
    expect((await a.next('read')).data).toEqual({ message_id: second.id });
    await carl.settled();
    expect(carl.received.all.filter(({ event_type: type }) => type !== 'pong')).toEqual([]);
  });

  it('says what is wrong with a frame, and goes on', async () => {
    const a = await socketOf(ann);
    const [eve, message] = [await server.person('eve'), await send(ann, { receiver_id: bob.id, content: 'x' })];
    const e = await socketOf(eve);
    const error = (content: string) => ({ event_type: 'error', content });

    expect(await a.refused({ event_type: 'message', content: 'x' })).toMatchObject(
      error('Either receiver_id or group_id must be provided'),
    );
    expect(await a.refused({ event_type: 'message', receiver_id: '5', content: 'x' })).toMatchObject(
      error('User not found'),
    );
    expect(await a.refused({ event_type: 'message', group_id: '5', content: 'x' })).toMatchObject(
      error('Group not found'),
    );
    expect(await a.refused({ event_type: 'message', receiver_id: bob.id, content: '' })).toMatchObject(
      error('content must not be empty'),
    );
    expect(await a.refused({ event_type: 'no such thing' })).toMatchObject(error('unknown event_type no such thing'));
    expect(await e.refused({ event_type: 'read', data: { message_id: message.id } })).toMatchObject(
      error('Message not found'),
    );
    a.socket.send('no json');
    expect(await a.next('error')).toMatchObject(error('not valid JSON'));
    a.send({ event_type: 'online', user_id: ann.id });
    await a.settled();
  });

  it('ends with its login', async () => {
    const login = await secondLogin(ann);
    const a = await ImClient.of(server, login);
    expectStatus(await server.caller(login.token).post('/auth/logout'), 200);

    expect((await a.closed).code).toBe(4_001);
  });
});
