import { BOT, GatewayWorld, PERSON } from '../../../../../test/fakes/gateway';
import type { GatewayClient } from '../../../../../test/support/clients-gateway';
import { ApplicationFlag } from '../../../../domain/identity';
import { GUILDS_PER_SHARD_MAX, Intent } from '../../../../application/realtime/gateway';
import { GATEWAY_HEARTBEAT_INTERVAL_MS, INBOUND_PAYLOADS_MAX, INBOUND_WINDOW_MS } from './protocol';

const world = new GatewayWorld();
beforeAll(() => world.start());
afterAll(() => world.stop());

const codeOf = async (client: GatewayClient): Promise<number> => (await client.closed).code;

describe('the greeting', () => {
  it.each(['/gateway', '/gateway/', '/', '/gateway?v=9', '/gateway/?v=10&encoding=json', '/?v=10'])(
    'is HELLO at %s',
    async (path) => {
      const client = await world.connect(path);

      expect(client.received.all).toEqual([
        { op: 10, d: { heartbeat_interval: GATEWAY_HEARTBEAT_INTERVAL_MS }, s: null, t: null, wasBinary: false },
      ]);
    },
  );

  it.each(['/gateway?v=8', '/gateway?v=11', '/gateway?v=x'])('is 4012 at %s', async (path) => {
    await expect(closeOf(path)).resolves.toBe(4_012);
  });

  it('is a refusal for an encoding that is not spoken', async () => {
    await expect(world.connect('/gateway?encoding=etf')).rejects.toThrow('400');
  });
});

/** The code with which a connection is closed that is never greeted. */
async function closeOf(path: string): Promise<number> {
  const { WebSocket } = await import('ws');
  const socket = new WebSocket(`${world.url}${path}`);
  return new Promise((resolve) => {
    socket.once('close', resolve);
  });
}

describe('opcode 1', () => {
  it('is answered before IDENTIFY and after it', async () => {
    const client = await world.connect();
    await client.settled();
    client.identify({ token: PERSON.token });
    await client.next('READY');
    client.send(1, 1);

    expect(await client.nextOp(11)).toMatchObject({ d: null, s: null, t: null });
  });

  it('is asked of a client that is late, which is closed with 4009 when it stays silent', async () => {
    const client = await world.ready();
    world.timers.pass(GATEWAY_HEARTBEAT_INTERVAL_MS + 5_000);
    await client.nextOp(1);
    world.timers.pass(GATEWAY_HEARTBEAT_INTERVAL_MS);

    expect(await codeOf(client)).toBe(4_009);
    expect(world.metrics.limits).toContain('gateway_heartbeat_timeout');
  });

  it('keeps a client that says it', async () => {
    const client = await world.ready();
    for (let beat = 0; beat < 4; beat += 1) {
      world.timers.pass(GATEWAY_HEARTBEAT_INTERVAL_MS);
      await client.settled();
    }

    expect(client.socket.readyState).toBe(client.socket.OPEN);
  });
});

describe('opcode 2', () => {
  it.each(['', 'Bot ', 'Bearer ', 'bot  '])('takes a token after "%s"', async (scheme) => {
    const client = await world.ready({ token: `${scheme}${PERSON.token}`, shard: [2, 7], large_threshold: 9_999 });

    expect(client.events[0]).toMatchObject({ t: 'READY', s: 1, d: { shard: [2, 7], v: 10 } });
    expect(client.readyData.resume_gateway_url).toBe(`${world.url}/gateway`);
    expect(world.sessionOf(client).identity).toMatchObject({ largeThreshold: 250, shard: [2, 7] });
  });

  it('takes a presence', async () => {
    await world.ready({
      presence: { since: 91, status: 'dnd', afk: true, activities: [{ name: 'chess', type: 0 }, { type: 3 }] },
    });

    expect(world.feed.presences.at(-1)).toEqual({
      ...{ sinceMs: 91, status: 'dnd', isAfk: true },
      activities: [{ name: 'chess', type: 0 }],
    });
  });

  it.each<[number, string, Record<string, unknown>]>([
    [4_004, 'an unknown token', { token: 'nonsense' }],
    [4_004, 'an empty token', { token: '' }],
    [4_002, 'no token', { token: undefined }],
    [4_010, 'a shard beyond the count', { shard: [2, 2] }],
    [4_010, 'a shard that is none', { shard: ['a', 1] }],
    [4_010, 'no shards at all', { shard: [0, 0] }],
    [4_013, 'intents that mean nothing', { intents: 1 << 17 }],
    [4_013, 'negative intents', { intents: -1 }],
    [4_013, 'intents that are no number', { intents: 'all' }],
  ])('is closed with %i for %s', async (code, _what, identify) => {
    const client = await world.connect();
    client.identify({ token: PERSON.token, ...identify });

    expect(await codeOf(client)).toBe(code);
  });

  it('needs intents of a bot, not of a person', async () => {
    const person = await world.ready({ intents: undefined });
    expect(world.sessionOf(person).identity.intents & Intent.guildMembers).not.toBe(0);

    const bot = await world.connect();
    bot.identify({ token: BOT.token, intents: undefined });
    expect(await codeOf(bot)).toBe(4_013);
  });

  it.each([
    ['guildPresences', ApplicationFlag.GatewayPresenceLimited],
    ['guildMembers', ApplicationFlag.GatewayGuildMembers],
    ['messageContent', ApplicationFlag.GatewayMessageContentLimited],
  ] as const)('is closed with 4014 for a bot without the flag for %s', async (name, flag) => {
    const refused = await world.connect();
    refused.identify({ token: BOT.token, intents: Intent[name] });
    expect(await codeOf(refused)).toBe(4_014);

    world.setFlags(flag);
    const client = await world.ready({ token: BOT.token, intents: Intent[name] });
    expect(world.sessionOf(client).identity.intents).toBe(Intent[name]);
    world.setFlags(0);
  });

  it('is closed with 4011 for a bot with too many guilds in one shard', async () => {
    for (let index = 0; index <= GUILDS_PER_SHARD_MAX; index += 1) {
      world.guilds.addGuild(String(BigInt(index) << 23n || 1n), BOT.userId);
    }
    const client = await world.connect();
    client.identify({ token: BOT.token });
    expect(await codeOf(client)).toBe(4_011);

    await world.ready({ token: BOT.token, shard: [1, 2] });
    world.guilds.guilds.clear();
  });

  it('is closed with 4005 a second time', async () => {
    const client = await world.ready();
    client.identify({ token: PERSON.token });

    expect(await codeOf(client)).toBe(4_005);
  });

  it('may have been heard twice in one segment', async () => {
    const client = await world.connect();
    client.identify({ token: PERSON.token });
    client.identify({ token: PERSON.token });

    expect(await codeOf(client)).toBe(4_005);
  });

  it('ends the session of a client whose first state cannot be told', async () => {
    world.feed.firstState = () => Promise.reject(new Error('the storage is away'));
    const client = await world.connect();
    client.identify({ token: PERSON.token });
    const code = await codeOf(client);
    world.feed.firstState = () => Promise.resolve();

    expect(code).toBe(4_000);
    expect(world.feed.closed).toContain(world.feed.opened.at(-1));
    expect(world.logger.problems).toContain('a gateway session could not be told its first state');
  });
});

describe('other opcodes', () => {
  it.each([3, 4, 8, 14, 31, 43])('%i before IDENTIFY is 4003', async (op) => {
    const client = await world.connect();
    client.send(op, {});

    expect(await codeOf(client)).toBe(4_003);
  });

  it.each([0, 5, 7, 9, 10, 11, 12, 99, -1])('%i is 4001', async (op) => {
    const client = await world.ready();
    client.send(op, {});

    expect(await codeOf(client)).toBe(4_001);
  });

  it('4, 14, 31 and 43 are heard', async () => {
    const client = await world.ready();
    for (const op of [4, 14, 31, 43]) client.send(op, {});
    await client.settled();

    expect(client.received.all).toHaveLength(3);
  });

  it('3 and 8 reach the feed', async () => {
    const client = await world.ready();
    client.send(3, { since: null, status: 'idle', activities: null, afk: false });
    client.send(8, { guild_id: '77', query: '', limit: 0, presences: true, nonce: 'n' });
    client.send(8, { guild_id: ['77'], user_ids: ['78', 'x'], nonce: 'x'.repeat(33) });
    client.send(8, { guild_id: 77, query: 'a', limit: 1_000 });
    await client.settled();

    expect(world.feed.presences.at(-1)).toEqual({ sinceMs: null, status: 'idle', activities: [], isAfk: false });
    expect(world.feed.requests).toEqual([
      { guildId: '77', query: '', limit: 0, withPresences: true, nonce: 'n' },
      { guildId: '77', userIds: ['78'], limit: 0, withPresences: false },
      { guildId: '77', query: 'a', limit: 100, withPresences: false },
    ]);
  });

  it.each<[string, string | Buffer]>([
    ['no JSON', '{"op":'],
    ['no object', '[1]'],
    ['no opcode', '{"d":{}}'],
    ['an opcode that is no number', '{"op":"1"}'],
    ['a binary frame', Buffer.from('{"op":1,"d":null}')],
    ['an identify without data', '{"op":2}'],
    ['a resume without session', '{"op":6,"d":{"token":"x"}}'],
    ['4,097 bytes', JSON.stringify({ op: 1, d: 'x'.repeat(4_097 - 15) })],
    ['a megabyte', 'x'.repeat(1_048_576)],
  ])('%s is 4002', async (_what, frame) => {
    const client = await world.connect();
    client.socket.send(frame);

    expect(await codeOf(client)).toBe(4_002);
  });

  it('text that is no UTF-8 is 4002', async () => {
    const client = await world.connect();
    client.socket.send(Buffer.from([0x22, 0xff, 0x22]), { binary: false });

    expect(await codeOf(client)).toBe(4_002);
  });

  it('4,096 bytes are read', async () => {
    const client = await world.connect();
    client.socket.send(JSON.stringify({ op: 1, d: 'x'.repeat(4_096 - 15) }));

    await client.nextOp(11);
  });
});

describe('the inbound limit', () => {
  it('is 120 payloads in a minute, then 4008', async () => {
    const client = await world.connect();
    for (let index = 0; index < INBOUND_PAYLOADS_MAX; index += 1) client.send(1, null);
    for (let index = 0; index < INBOUND_PAYLOADS_MAX; index += 1) await client.nextOp(11);
    world.clock.advance(INBOUND_WINDOW_MS);
    for (let index = 0; index < INBOUND_PAYLOADS_MAX; index += 1) client.send(1, null);
    for (let index = 0; index < INBOUND_PAYLOADS_MAX; index += 1) await client.nextOp(11);
    client.send(1, null);

    expect(await codeOf(client)).toBe(4_008);
  });
});

describe('an ending by the server', () => {
  it('is 4004 for a session whose access was revoked', async () => {
    const client = await world.ready();
    world.sessionOf(client).end('revoked');

    expect(await codeOf(client)).toBe(4_004);
    expect(world.feed.closed.map(({ id }) => id)).toContain(client.sessionId);
  });

  it('is op 7, then 1001, when the process stops; compressed sockets hear it too', async () => {
    const stopping = new GatewayWorld();
    await stopping.start();
    const clients = [
      await stopping.ready(),
      await stopping.connect(),
      await stopping.ready({}, '/gateway?compress=zlib-stream'),
    ];

    await stopping.drain.run();

    for (const client of clients) {
      expect(await client.nextOp(7)).toMatchObject({ d: null });
      expect(await codeOf(client)).toBe(1_001);
    }
    await stopping.stop();
  });
});

describe('limits per client', () => {
  it('let a row of shards start one in five seconds, others answered with op 9 false', async () => {
    const limited = new GatewayWorld({ rateLimits: true });
    await limited.start();
    await limited.ready({ token: BOT.token, shard: [0, 32] });
    await limited.ready({ token: BOT.token, shard: [1, 32] });
    const early = await limited.connect();
    early.identify({ token: BOT.token, shard: [16, 32] });
    await early.nextOp(9);

    limited.clock.advance(5_000);
    early.identify({ token: BOT.token, shard: [16, 32] });
    await early.next('READY');
    expect(limited.limits.of(BOT.userId)).toMatchObject({ total: 1_000, remaining: 997, resetAfterMs: 86_395_000 });
    await limited.stop();
  });

  it('answer one request for all members of a guild in thirty seconds', async () => {
    const limited = new GatewayWorld({ rateLimits: true });
    await limited.start();
    const client = await limited.ready();
    client.send(8, { guild_id: '5', query: '', limit: 0 });
    limited.clock.advance(10_000);
    client.send(8, { guild_id: '5', query: '', limit: 0, nonce: 'n' });
    client.send(8, { guild_id: '6', query: '', limit: 0 });

    expect(await client.next('RATE_LIMITED')).toEqual({
      ...{ opcode: 8, retry_after: expect.any(Number) },
      meta: { guild_id: '5', nonce: 'n' },
    });
    await client.settled();
    expect(limited.feed.requests.map(({ guildId }) => guildId)).toEqual(['5', '6']);
    await limited.stop();
  });
});
