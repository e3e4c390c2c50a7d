import { event, GatewayWorld, OTHER, PERSON } from '../../../../../test/fakes/gateway';
import type { GatewayClient } from '../../../../../test/support/clients-gateway';
import { until } from '../../../../../test/support/until';
import { REPLAY_EVENTS_MAX, RESUME_WINDOW_MS } from '../../../../application/realtime/gateway';

const world = new GatewayWorld();
beforeAll(() => world.start());
afterAll(() => world.stop());

const codeOf = async (client: GatewayClient): Promise<number> => (await client.closed).code;

/** Says to a client's session that something happened. */
function say(client: GatewayClient, ...texts: readonly string[]): void {
  for (const text of texts) world.sessionOf(client).dispatch(event('MESSAGE_CREATE', { content: text }));
}

const contentsOf = (client: GatewayClient): unknown[] =>
  client.events.filter((one) => one.t === 'MESSAGE_CREATE').map((one) => (one.d as { content: string }).content);

describe('opcode 6', () => {
  it('tells what was missed in order with its numbers, then RESUMED', async () => {
    const client = await world.ready();
    say(client, 'a', 'b');
    await client.nextEvent('MESSAGE_CREATE', (d) => (d as { content: string }).content === 'b');
    await client.lose();
    await until(() => !world.sessionOf(client).isAttached, 'the session has no socket');
    say(client, 'c', 'd');

    const again = await world.connect();
    again.resume(PERSON.token, client.sessionId, client.lastNumber);
    await again.next('RESUMED');
    say(client, 'e');
    await again.nextEvent('MESSAGE_CREATE', (d) => (d as { content: string }).content === 'e');

    expect(again.events.map(({ t, s }) => [t, s])).toEqual([
      ['MESSAGE_CREATE', 4],
      ['MESSAGE_CREATE', 5],
      ['RESUMED', 6],
      ['MESSAGE_CREATE', 7],
    ]);
    expect(contentsOf(again)).toEqual(['c', 'd', 'e']);
    expect(again.events[2].d).toEqual({});
    expect(world.feed.attachments.slice(-2)).toEqual([false, true]);
  });

  it('tells again what a client lost, as often as it asks', async () => {
    const client = await world.ready();
    say(client, 'a', 'b');
    await client.settled();
    for (let round = 0; round < 3; round += 1) {
      const again = await world.connect();
      again.resume(PERSON.token, client.sessionId, 1);
      await again.next('RESUMED');
      expect(contentsOf(again)).toEqual(['a', 'b']);
      await again.leave(4_000);
    }
  });

  it('drops the socket that had the session', async () => {
    const client = await world.ready();
    const again = await world.connect();
    again.resume(PERSON.token, client.sessionId, 1);
    await again.next('RESUMED');

    expect(await codeOf(client)).toBe(4_000);
    say(client, 'a');
    await again.next('MESSAGE_CREATE');
    expect(contentsOf(client)).toEqual([]);
    expect(world.sessionOf(client).isAttached).toBe(true);
  });

  it.each([
    ['an unknown session', () => Promise.resolve({ token: PERSON.token, sessionId: 'f'.repeat(32) })],
    ["somebody else's", async () => ({ token: OTHER.token, sessionId: (await world.ready()).sessionId })],
    ['one the client has closed with 1000', () => left(1_000)],
    ['one the client has closed with 1001', () => left(1_001)],
    ['one that nobody came back to for three minutes', expired],
  ])('answers %s with op 9 false and lets the client identify on the same socket', async (_what, make) => {
    const { token, sessionId } = await make();
    const client = await world.connect();
    client.resume(token, sessionId, 1);

    expect(await client.nextOp(9)).toMatchObject({ d: false, s: null, t: null });
    client.identify({ token });
    await client.next('READY');
  });

  async function left(code: number) {
    const client = await world.ready();
    await client.leave(code);
    await until(() => world.sessionOf(client).isEnded, 'the session is over');
    return { token: PERSON.token, sessionId: client.sessionId };
  }

  async function expired() {
    const client = await world.ready();
    await client.lose();
    await until(() => !world.sessionOf(client).isAttached, 'the session has no socket');
    world.timers.pass(RESUME_WINDOW_MS + 5_000);
    return { token: PERSON.token, sessionId: client.sessionId };
  }

  it.each([4_000, 4_200, undefined])('takes a session back that the client closed with %p', async (code) => {
    const client = await world.ready();
    client.socket.close(code);
    await client.closed;
    const again = await world.connect();
    again.resume(PERSON.token, client.sessionId, 1);

    await again.next('RESUMED');
  });

  it.each<[number, string, unknown]>([
    [4_007, 'a number beyond the last', 2],
    [4_007, 'a negative number', -1],
    [4_007, 'no number', null],
  ])('is closed with %i for %s', async (code, _what, seq) => {
    const { sessionId } = await world.ready();
    const client = await world.connect();
    client.resume(PERSON.token, sessionId, seq);

    expect(await codeOf(client)).toBe(code);
  });

  it('is closed with 4004 for a bad token', async () => {
    const { sessionId } = await world.ready();
    const client = await world.connect();
    client.resume('nonsense', sessionId, 1);

    expect(await codeOf(client)).toBe(4_004);
  });

  it('is closed with 4005 on a socket that has a session', async () => {
    const client = await world.ready();
    client.resume(PERSON.token, client.sessionId, 1);

    expect(await codeOf(client)).toBe(4_005);
  });

  it('answers op 9 false once more was missed than is kept', async () => {
    const client = await world.ready();
    await client.lose();
    await until(() => !world.sessionOf(client).isAttached, 'the session has no socket');
    say(client, ...Array.from({ length: REPLAY_EVENTS_MAX }, (_, index) => String(index)));
    const kept = await world.connect();
    kept.resume(PERSON.token, client.sessionId, 1);
    await kept.next('RESUMED');
    expect(contentsOf(kept)).toHaveLength(REPLAY_EVENTS_MAX);
    await kept.lose();
    await until(() => !world.sessionOf(client).isAttached, 'the session has no socket');
    say(client, 'one more');

    const again = await world.connect();
    again.resume(PERSON.token, client.sessionId, 1);
    await again.nextOp(9);
    expect(world.sessionOf(client).isEnded).toBe(true);
  });
});
