import { Operator } from '../../fakes/rooms-operator';
import { GatewayClient } from '../../support/clients-gateway';
import { RawClient } from '../../support/clients-raw';
import { SocketIoClient } from '../../support/clients-socketio';
import { type DiscordServer, type Person, startDiscordServer } from '../../support/discord';

/** What everybody is promised about revoked access. */
const REVOKED_WITHIN_MS = 1_000;

let server: DiscordServer;
let operator: Operator;
let room: string;
let anna: Person;
beforeAll(async () => {
  server = await startDiscordServer();
  operator = new Operator(server);
});
afterAll(() => server?.stop());
beforeEach(async () => {
  anna = await server.person('anna');
  room = await operator.room({ admin_user_ids: [anna.id] });
});

const clients: { leave(): Promise<unknown> }[] = [];
afterEach(() => Promise.all(clients.splice(0).map((client) => client.leave())));

async function onRaw(query: Record<string, string>, roomId = room): Promise<RawClient> {
  const client = await RawClient.join(server, roomId, query);
  clients.push(client);
  return client;
}

async function onSocketIo(auth: object): Promise<SocketIoClient> {
  const client = await SocketIoClient.connect(server, auth);
  clients.push(client);
  return client;
}

describe('an account in rooms', () => {
  it('comes as itself, with the rights of its id, on both transports at once', async () => {
    const raw = await onRaw({ token: anna.token });
    const socket = await onSocketIo({ user_id: anna.id, token: `Bearer ${anna.token}` });
    const joined = await socket.join(room);

    expect(raw.welcome).toMatchObject({ user_id: anna.id, is_admin: true });
    expect(joined).toMatchObject({
      is_admin: true,
      users: [{ user_id: anna.id, nickname: anna.username, is_admin: true }],
    });
    const sent = await socket.done('message:send', { room_id: room, content: 'hello' });
    expect(sent).toMatchObject({ from: anna.id, nickname: anna.username });
    expect(await raw.next('Message')).toMatchObject({ from: anna.id, content: 'hello' });
  });

  it('needs no ticket, and may be a bot', async () => {
    const bot = await server.bot(anna);
    await operator.patch(`/rooms/${room}`, { access: 'ticket' });

    const socket = await onSocketIo({ token: bot.token });
    expect(await socket.join(room)).toMatchObject({ users: [{ user_id: bot.id }] });
    await expect(RawClient.join(server, room, { user_id: 'guest' })).rejects.toThrow('401');
  });

  it('cannot be claimed without its token, nor with that of another', async () => {
    const bob = await server.person('bob');

    await expect(RawClient.join(server, room, { user_id: anna.id })).rejects.toThrow('401');
    await expect(RawClient.join(server, room, { user_id: anna.id, token: bob.token })).rejects.toThrow('401');
    await expect(SocketIoClient.connect(server, { user_id: anna.id, token: bob.token })).rejects.toMatchObject({
      data: { code: 'forbidden' },
    });
    const guest = await onSocketIo({ user_id: anna.id });
    expect(await guest.refused('room:join', { room_id: room })).toMatchObject({ code: 'forbidden' });
  });

  it('can be banned by its id', async () => {
    const raw = await onRaw({ token: anna.token });
    await operator.put(`/rooms/${room}/bans/${anna.id}`);

    expect(await raw.closed).toMatchObject({ code: 4_003 });
    await expect(RawClient.join(server, room, { token: anna.token })).rejects.toThrow('403');
  });
});

describe('an account whose access ends', () => {
  const ways: [string, (person: Person) => Promise<{ status: number }>][] = [
    ['logs out', (person) => server.anonymous.post('/auth/logout', { refresh_token: person.refreshToken })],
    [
      'changes its password',
      (person) =>
        person.api.post('/auth/password', { current_password: person.password, new_password: 'Battery-Staple-1' }),
    ],
    ['is deleted', (person) => person.api.delete('/users/@me', { password: person.password })],
    ['is logged out from afar', (person) => endSession(person)],
    [
      "'s refresh token is replayed",
      async (person) => {
        const body = { refresh_token: person.refreshToken };
        await server.anonymous.post('/auth/refresh', body);
        return { status: (await server.anonymous.post('/auth/refresh', body)).status - 201 };
      },
    ],
  ];

  async function endSession(person: Person): Promise<{ status: number }> {
    const login = { email: person.email, password: person.password };
    const other = server.caller(
      (await server.anonymous.post<{ access_token: string }>('/auth/login', login)).body.access_token,
    );
    return other.delete('/auth/sessions');
  }

  it.each(ways)('%s, and is out of every room and the gateway within a second', async (_name, end) => {
    const raw = await onRaw({ token: anna.token });
    const socket = await onSocketIo({ token: anna.token });
    await socket.join(room);
    const gateway = await GatewayClient.ready(`${server.gatewayUrl}?v=10&encoding=json`, { token: anna.token });
    const startedAt = performance.now();

    expect((await end(anna)).status).toBeLessThan(300);
    expect(await raw.closed).toEqual({ code: 4_001, reason: 'revoked' });
    expect(await socket.closed).toBe('io server disconnect');
    expect(await gateway.closed).toMatchObject({ code: 4_004 });
    expect(performance.now() - startedAt).toBeLessThan(REVOKED_WITHIN_MS);
    await expect(RawClient.join(server, room, { token: anna.token })).rejects.toThrow('401');
  });

  it('a bot whose token is reset is out too', async () => {
    const bot = await server.bot(anna);
    const raw = await onRaw({ token: bot.token });

    const gateway = await GatewayClient.ready(`${server.gatewayUrl}?v=10&encoding=json`, { token: bot.token });

    await anna.api.post(`/applications/${bot.applicationId}/bot/reset`);
    expect(await gateway.closed).toMatchObject({ code: 4_004 });
    expect(await raw.closed).toEqual({ code: 4_001, reason: 'revoked' });
  });

  it('stays while another of its logins ends', async () => {
    const raw = await onRaw({ token: anna.token });
    const login = await server.anonymous.post<{ refresh_token: string }>('/auth/login', {
      email: anna.email,
      password: anna.password,
    });
    await server.anonymous.post('/auth/logout', { refresh_token: login.body.refresh_token });

    raw.send('SendMessage', { content: 'still here' });
    expect(await raw.next('Message')).toMatchObject({ content: 'still here' });
  });
});
