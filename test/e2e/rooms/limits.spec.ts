import { WebSocket } from 'ws';
import { until } from '../../support/clients';
import { RawClient, rawAddress, refusedUpgrade } from '../../support/clients-raw';
import { SocketIoClient } from '../../support/clients-socketio';
import { type RoomsServer, startRoomsServer } from '../../support/rooms';

const ORIGIN = 'https://game.example.org';
/** More than one address may ask for at once, whatever comes back to it meanwhile. */
const CROWD = 300;

const crowd = <Result>(ask: () => Promise<Result>): Promise<Result[]> =>
  Promise.all(Array.from({ length: CROWD }, () => ask()));

describe('who may connect', () => {
  let server: RoomsServer;
  let room: string;
  beforeAll(async () => {
    server = await startRoomsServer({
      RATE_LIMITS: 'on',
      TRUST_PROXY: '1',
      ALLOWED_ORIGINS: ORIGIN,
      ROOM_TRUST_USER_ID: 'true',
    });
    room = await server.operator.room({ admin_user_ids: ['boss'], access: 'ticket' });
  }, 60_000);
  afterAll(() => server?.stop());

  const from = (address: string): { headers: Record<string, string> } => ({ headers: { 'x-forwarded-for': address } });
  const engineIo = (init?: RequestInit): Promise<Response> =>
    fetch(`${server.url}/socket.io/?EIO=4&transport=polling`, init);

  it('every id on a trusted network, without proof', async () => {
    const boss = await RawClient.join(server, room, { user_id: 'boss' });

    expect(boss.welcome.is_admin).toBe(true);
    await boss.leave();
  });

  it('pages of the allowed origins, and what is no page', async () => {
    const address = rawAddress(server, room, { user_id: 'ann' });
    const allowed = await RawClient.join(server, room, { user_id: 'ann' }, { origin: ORIGIN });
    await allowed.leave();
    expect(await refusedUpgrade(address, { origin: 'https://evil.example.org' })).toMatchObject({
      status: 403,
      body: { error: 'this origin is not allowed' },
    });
    const plain = await fetch(address.replace('ws', 'http'), { headers: { origin: 'https://evil.example.org' } });
    expect([plain.status, await plain.json()]).toEqual([403, { error: 'this origin is not allowed' }]);
  });

  it('the same for engine.io, polling and WebSocket', async () => {
    const evil = { headers: { origin: 'https://evil.example.org' } };
    const refused = await engineIo(evil);
    expect([refused.status, await refused.json()]).toEqual([403, { code: 4, message: 'this origin is not allowed' }]);
    expect((await engineIo({ headers: { origin: ORIGIN } })).status).toBe(200);

    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`, evil);
    const status = await new Promise((resolve) => {
      socket.on('error', () => undefined);
      socket.once('unexpected-response', (_request, response) => resolve(response.statusCode));
      socket.once('open', () => resolve('open'));
    });
    expect(status).toBe(400);
    socket.terminate();
    const client = await SocketIoClient.connect(server, { user_id: 'ann' }, 'polling', {
      extraHeaders: { origin: ORIGIN },
    });
    expect(client.socket.connected).toBe(true);
    await client.leave();
  });

  it('an address that is in too much of a hurry waits: 429 with Retry-After', async () => {
    const address = rawAddress(server, room, {});
    const upgrades = await crowd(() => refusedUpgrade(address, from('203.0.113.1')));
    const limited = upgrades.filter(({ status }) => status === 429);

    expect(upgrades.filter(({ status }) => status === 400).length).toBeGreaterThanOrEqual(100);
    expect(limited.length).toBeGreaterThan(0);
    expect(limited[0]).toMatchObject({ headers: { 'retry-after': '1' }, body: { error: 'too many joins' } });
    const plain = await crowd(() => fetch(address.replace('ws', 'http'), from('203.0.113.2')));
    const refused = plain.find(({ status }) => status === 429);
    expect(refused?.headers.get('retry-after')).toBe('1');
    expect(await refused?.json()).toEqual({ error: 'too many joins' });
  });

  it('counts each address behind the trusted proxy by itself, and only believes that proxy', async () => {
    const address = rawAddress(server, room, {});
    await crowd(() => refusedUpgrade(address, from('203.0.113.3')));
    expect(await refusedUpgrade(address, from('203.0.113.4'))).toMatchObject({ status: 400 });
    // What a client writes into the header itself stands further left.
    let index = 0;
    const forged = await crowd(() => refusedUpgrade(address, from(`198.51.100.${(index += 1)}, 203.0.113.5`)));
    expect(forged.some(({ status }) => status === 429)).toBe(true);
  });

  it('engine.io and room:join count as joins too', async () => {
    const handshakes = await crowd(() => engineIo(from('203.0.113.6')));
    const refused = handshakes.find(({ status }) => status === 403);
    expect(await refused?.json()).toEqual({ code: 4, message: 'too many joins' });

    const client = await SocketIoClient.connect(server, { user_id: 'ann' }, 'websocket', {
      extraHeaders: { 'x-forwarded-for': '203.0.113.7' },
    });
    const acks = await Promise.all(Array.from({ length: 200 }, () => client.refused('room:join', { room_id: '123' })));
    expect(acks.filter(({ code }) => code === 'not_found').length).toBeGreaterThanOrEqual(99);
    expect(acks.filter(({ code }) => code === 'limited')[0]).toMatchObject({ message: 'too many joins' });
    await client.leave();
  });
});

describe('MAX_CONNECTIONS', () => {
  it('counts raw sockets and Socket.IO of both transports together', async () => {
    const server = await startRoomsServer({ MAX_CONNECTIONS: '3' });
    const room = await server.operator.room();
    const raw = await RawClient.join(server, room, { user_id: 'raw' });
    const others = [
      await SocketIoClient.connect(server, { user_id: 'a' }, 'websocket'),
      await SocketIoClient.connect(server, { user_id: 'b' }, 'polling'),
    ];
    const address = rawAddress(server, room, { user_id: 'one too many' });
    const full = { status: 503, body: { error: '服务器连接数已达上限' } };

    expect(await refusedUpgrade(address)).toMatchObject(full);
    const plain = await fetch(address.replace('ws', 'http'));
    expect([plain.status, await plain.json()]).toEqual([full.status, full.body]);
    const engineIo = await fetch(`${server.url}/socket.io/?EIO=4&transport=polling`);
    expect([engineIo.status, await engineIo.json()]).toEqual([403, { code: 4, message: full.body.error }]);
    await expect(SocketIoClient.connect(server, { user_id: 'c' }, 'websocket')).rejects.toThrow('websocket error');
    // Those who are inside go on, the polling one by many requests.
    await Promise.all(others.map((client) => client.join(room)));
    await others[1].say(room, 'hello');
    expect(await raw.next('Message')).toMatchObject({ content: 'hello' });
    expect(await server.metric('guildhall_limits_reached_total', 'limit="connections"')).toBeGreaterThanOrEqual(4);

    for (const [index, leaving] of [...others, raw].entries()) {
      await leaving.leave();
      await until(async () => (await fetch(address.replace('ws', 'http'))).status === 426, 'there is room again');
      const next = await RawClient.join(server, room, { user_id: 'next' });
      expect(await refusedUpgrade(address)).toMatchObject(full);
      await next.leave();
      await until(async () => (await fetch(address.replace('ws', 'http'))).status === 426, 'there is room again');
      await RawClient.join(server, room, { user_id: `stays ${index}` });
    }
    await server.stop();
  });
});
