import { randomBytes } from 'node:crypto';
import { WebSocket } from 'ws';
import { GatewayClient, PLAIN_INTENTS, ZLIB_SUFFIX } from '../../support/clients-gateway';
import { lastingKind, openTestDatabase } from '../../support/database';
import { type Bot, type DiscordServer, type Person, startDiscordServer, TEST_PASSWORD } from '../../support/discord';
import { until } from '../../support/until';

interface Place {
  readonly guildId: string;
  readonly channelId: string;
}

interface MessageJson {
  readonly content: string;
  readonly channel_id: string;
}

const MESSAGE_CONTENT = 1 << 15;
const MESSAGE_CONTENT_LIMITED = 1 << 19;
/** Nothing but messages, so that what happens is told in a known number of events. */
const MESSAGES_ONLY = 1 << 9;

describe('the gateway protocol', () => {
  let server: DiscordServer;
  let person: Person;
  let bot: Bot;
  let place: Place;

  beforeAll(async () => {
    server = await startDiscordServer();
    person = await server.person('owner');
    bot = await server.bot(person);
    place = await makeGuild();
  });
  afterAll(() => server.stop());

  /** A guild of the person's with the bot in it. */
  async function makeGuild(): Promise<Place> {
    const guild = await person.api.post<{ id: string }>('/guilds', { name: 'hall' });
    expect(guild.status).toBe(201);
    const added = await person.api.put(`/guilds/${guild.body.id}/members/${bot.id}`);
    expect([201, 204]).toContain(added.status);
    const channel = await person.api.post<{ id: string }>(`/guilds/${guild.body.id}/channels`, { name: 'talk' });
    return { guildId: guild.body.id, channelId: channel.body.id };
  }

  const url = (query = 'v=10&encoding=json'): string => `${server.gatewayUrl}?${query}`;

  const ready = (token = person.token, query?: string, more: Record<string, unknown> = {}): Promise<GatewayClient> =>
    GatewayClient.ready(url(query), { token, intents: MESSAGES_ONLY, ...more });

  async function say(...texts: readonly string[]): Promise<void> {
    for (const content of texts) {
      const answer = await person.api.post(`/channels/${place.channelId}/messages`, { content });
      expect(answer.status).toBe(200);
    }
  }

  const heard = (client: GatewayClient, text: string): Promise<unknown> =>
    client.next('MESSAGE_CREATE', (d) => (d as MessageJson).content === text);

  const textsOf = (client: GatewayClient): string[] =>
    client.events.filter(({ t }) => t === 'MESSAGE_CREATE').map(({ d }) => (d as MessageJson).content);

  describe('REST', () => {
    it.each(['/api/v10', '/api/v9', '/api/v1', '/api'])('tells where the gateway is under %s', async (prefix) => {
      const response = await fetch(`${server.url}${prefix}/gateway`);

      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('application/json');
      expect(await response.json()).toEqual({ url: server.gatewayUrl });
    });

    it('tells a bot how many shards to start, and how fast', async () => {
      const { status, body } = await bot.api.get('/gateway/bot');

      expect([status, body]).toEqual([
        200,
        {
          ...{ url: server.gatewayUrl, shards: 1 },
          session_start_limit: { total: 1_000, remaining: 1_000, reset_after: 0, max_concurrency: 16 },
        },
      ]);
    });

    it.each(['Bot nonsense', 'nonsense', undefined])('answers a bad token %p with 401', async (authorization) => {
      const caller = authorization === undefined ? server.anonymous : server.caller(authorization);

      expect(await caller.get('/gateway/bot')).toMatchObject({
        ...{ status: 401, body: { message: '401: Unauthorized', code: 0 } },
      });
    });

    it('answers a GET without an upgrade with 426', async () => {
      expect((await fetch(`${server.url}/gateway`)).status).toBe(426);
    });
  });

  describe('a session', () => {
    it('begins with HELLO, READY as number 1 and a GUILD_CREATE for each of its guilds', async () => {
      const client = await ready(bot.token, undefined, { intents: PLAIN_INTENTS, shard: [0, 1] });
      await client.next('GUILD_CREATE');

      expect(client.events.map(({ t, s }) => [t, s])).toEqual([
        ['READY', 1],
        ['GUILD_CREATE', 2],
      ]);
      expect(client.readyData).toMatchObject({
        ...{ v: 10, user: { id: bot.id, bot: true }, shard: [0, 1], resume_gateway_url: server.gatewayUrl },
        guilds: [{ id: place.guildId, unavailable: true }],
      });
      await client.leave();
    });

    it.each(['', 'Bot ', 'Bearer '])('takes a token with "%s" in front', async (scheme) => {
      const client = await ready(`${scheme}${person.token}`);

      expect(client.readyData.user.id).toBe(person.id);
      await client.leave();
    });

    it('numbers its events without a gap, each session by itself', async () => {
      const clients = [await ready(), await ready(bot.token, undefined, { intents: MESSAGES_ONLY })];
      await say('one', 'two', 'three');
      await heard(clients[0], 'three');

      const [{ numbers }] = clients;
      expect(numbers).toEqual(numbers.map((_, index) => index + 1));
      expect(textsOf(clients[0])).toEqual(['one', 'two', 'three']);
      for (const client of clients) await client.leave();
    });

    it.each([4_013, 4_014] as const)('is refused with %i for intents the bot may not have', async (code) => {
      const client = await GatewayClient.connect(url());
      client.identify({ token: bot.token, intents: code === 4_013 ? 1 << 30 : MESSAGE_CONTENT });

      expect(await client.closed).toMatchObject({ code });
    });

    it('may have a privileged intent once its application has the flag', async () => {
      const other = await server.bot(person);
      await other.api.patch('/applications/@me', { flags: MESSAGE_CONTENT_LIMITED });
      const client = await ready(other.token, undefined, { intents: MESSAGE_CONTENT });

      await client.leave();
    });

    it.each<[number, string, (client: GatewayClient) => void]>([
      [4_001, 'an unknown opcode', (client) => client.send(77, {})],
      [4_002, 'no JSON', (client) => client.socket.send('{')],
      [4_002, 'too many bytes', (client) => client.send(1, 'x'.repeat(70_000))],
      [4_003, 'a presence before IDENTIFY', (client) => client.send(3, { status: 'idle' })],
      [4_004, 'a bad token', (client) => client.identify({ token: 'Bot nonsense' })],
      [4_004, 'a bad token to resume with', (client) => client.resume('nonsense', 'x', 1)],
      [4_010, 'a bad shard', (client) => client.identify({ token: bot.token, shard: [3, 2] })],
      [
        4_008,
        'more than 120 payloads',
        (client) => {
          for (let count = 0; count < 121; count += 1) client.send(1, null);
        },
      ],
    ])('is closed with %i for %s', async (code, _what, act) => {
      const client = await GatewayClient.connect(url());
      act(client);

      expect(await client.closed).toMatchObject({ code });
    });

    it('is closed with 4012 for a version that never was', async () => {
      const client = new GatewayClient(new WebSocket(url('v=7')));

      expect(await client.closed).toMatchObject({ code: 4_012 });
    });

    it('is closed with 4005 for a second IDENTIFY', async () => {
      const client = await ready();
      client.identify({ token: person.token });

      expect(await client.closed).toMatchObject({ code: 4_005 });
    });

    it('ends with its login', async () => {
      const { username } = person;
      const { body } = await server.anonymous.post<{ access_token: string; refresh_token: string }>('/auth/login', {
        ...{ username, password: TEST_PASSWORD },
      });
      const client = await ready(body.access_token);
      const other = await ready();
      await server.caller(`Bearer ${body.access_token}`).post('/auth/logout', { refresh_token: body.refresh_token });

      expect(await client.closed).toMatchObject({ code: 4_004 });
      await other.settled();
      await other.leave();
    });

    it("ends with its bot's token", async () => {
      const other = await server.bot(person);
      const client = await ready(other.token);
      await person.api.post(`/applications/${other.applicationId}/bot/reset`);

      expect(await client.closed).toMatchObject({ code: 4_004 });
    });
  });

  describe('RESUME', () => {
    it('tells what was missed, in order and once', async () => {
      const client = await ready();
      await say('before');
      await heard(client, 'before');
      await client.lose();
      await say('missed 1', 'missed 2', 'missed 3');

      const again = await GatewayClient.connect(`${client.readyData.resume_gateway_url}?v=10&encoding=json`);
      again.resume(person.token, client.sessionId, client.lastNumber);
      await again.next('RESUMED');
      await say('after');
      await heard(again, 'after');

      expect(textsOf(again)).toEqual(['missed 1', 'missed 2', 'missed 3', 'after']);
      const first = client.lastNumber + 1;
      expect(again.numbers).toEqual([first, first + 1, first + 2, first + 3, first + 4]);
      await again.leave();
    });

    it('is op 9 false after a goodbye; the socket may identify anew', async () => {
      const client = await ready();
      await client.leave();
      const again = await GatewayClient.connect(url());
      again.resume(person.token, client.sessionId, 1);
      expect(await again.nextOp(9)).toMatchObject({ d: false });
      again.identify({ token: person.token });

      await again.next('READY');
      await again.leave();
    });

    it("is op 9 false for somebody else's session", async () => {
      const client = await ready();
      const stranger = await server.person('stranger');
      const other = await GatewayClient.connect(url());
      other.resume(stranger.token, client.sessionId, 1);

      expect(await other.nextOp(9)).toMatchObject({ d: false });
      await other.leave();
      await client.leave();
    });

    it('is 4007 for a number that never was', async () => {
      const client = await ready();
      const other = await GatewayClient.connect(url());
      other.resume(person.token, client.sessionId, 10_000);

      expect(await other.closed).toMatchObject({ code: 4_007 });
      await client.leave();
    });

    it('brings two hundred sessions back at once', async () => {
      const clients = await Promise.all(Array.from({ length: 200 }, () => ready()));
      await Promise.all(clients.map((client) => client.lose()));
      await say('to everybody');

      const back = await Promise.all(
        clients.map(async (client) => {
          const again = await GatewayClient.connect(url());
          again.resume(person.token, client.sessionId, client.lastNumber);
          await again.next('RESUMED');
          return again;
        }),
      );

      expect(new Set(back.map((client) => textsOf(client).join()))).toEqual(new Set(['to everybody']));
      await Promise.all(back.map((client) => client.leave()));
    });
  });

  describe('compression', () => {
    it('of the connection is one stream, each payload in a binary frame of its own that ends with a flush', async () => {
      const client = await ready(person.token, 'v=10&encoding=json&compress=zlib-stream', { compress: true });
      await say('squeezed', 'x'.repeat(2_000));
      await heard(client, 'x'.repeat(2_000));
      await client.settled();

      expect(client.received.all.map(({ wasBinary }) => wasBinary)).not.toContain(false);
      expect(client.frames.every((frame) => frame.subarray(-4).equals(ZLIB_SUFFIX))).toBe(true);
      expect(client.frames).toHaveLength(client.received.all.length);
      await client.leave();
    });

    it('goes on when a session is resumed on a compressed connection', async () => {
      const client = await ready();
      await client.lose();
      await say('missed');
      const again = await GatewayClient.connect(url('v=10&compress=zlib-stream'));
      again.resume(person.token, client.sessionId, client.lastNumber);
      await again.next('RESUMED');

      expect(textsOf(again)).toEqual(['missed']);
      await again.leave();
    });

    it('of payloads begins with what IDENTIFY is answered with', async () => {
      const client = await ready(person.token, undefined, { compress: true });

      expect(client.received.all.map(({ op, wasBinary }) => [op, wasBinary]).slice(0, 2)).toEqual([
        [10, false],
        [0, true],
      ]);
      await client.leave();
    });
  });

  it('asks its clients to come back when it stops, and knows no session when it is back', async () => {
    const database = await openTestDatabase(lastingKind);
    const variables = {
      ...{ DATABASE_URL: database.url, DATA_DIR: database.dataDir, JWT_SECRET: randomBytes(32).toString('hex') },
    };
    const before = await startDiscordServer(variables);
    const somebody = await before.person();
    const identify = { token: somebody.token, intents: MESSAGES_ONLY };
    const clients = [
      await GatewayClient.ready(before.gatewayUrl, identify),
      await GatewayClient.ready(`${before.gatewayUrl}?compress=zlib-stream`, identify),
      await GatewayClient.connect(before.gatewayUrl),
    ];
    await before.stop();
    for (const client of clients) {
      expect(await client.nextOp(7)).toMatchObject({ d: null });
      expect(await client.closed).toMatchObject({ code: 1_001 });
    }

    const after = await startDiscordServer(variables);
    const again = await GatewayClient.connect(after.gatewayUrl);
    again.resume(somebody.token, clients[0].sessionId, clients[0].lastNumber);
    expect(await again.nextOp(9)).toMatchObject({ d: false });
    again.identify(identify);
    await again.next('READY');
    await again.leave();
    await after.stop();
    await database.close();
  });

  it('is counted in the metrics', async () => {
    const client = await ready();
    await until(async () => {
      const text = await (await fetch(`${server.url}/metrics`)).text();
      return /^guildhall_gateway_sessions_attached 1$/m.test(text);
    }, 'one session has a socket');
    await client.lose();
    await until(async () => {
      const text = await (await fetch(`${server.url}/metrics`)).text();
      const held = /^guildhall_gateway_replay_bytes (\d+)$/m.exec(text)?.[1];
      return Number(held) > 0 && /^guildhall_gateway_sessions_detached [1-9]/m.test(text);
    }, 'a session waits to be resumed');
  });
});
