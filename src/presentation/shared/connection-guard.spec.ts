import { requestFrom, settingsWith, type TestHttpSettings } from '../../../test/fakes/realtime-http';
import { SilentMetrics } from '../../../test/fakes/rooms-log';
import { ManualClock } from '../../../test/fakes/rooms-platform';
import { ServerState } from '../../application/operations/server-state';
import { AppError } from '../../shared/errors';
import { ClientAddress } from './client-address';
import { ConnectionGuard, JOIN_ADDRESSES_MAX, JOINS_BURST, JOINS_PER_SECOND } from './connection-guard';

function setUp(changes: Partial<TestHttpSettings> = {}) {
  const settings = settingsWith(changes);
  const clock = new ManualClock();
  const metrics = new SilentMetrics();
  const state = new ServerState();
  const guard = new ConnectionGuard(settings, new ClientAddress(settings), state, clock, metrics);
  /** The refusal of a connection, or undefined when it may open. */
  const refusalOf = (address = '192.0.2.1', headers: Record<string, string> = {}): AppError | undefined => {
    try {
      guard.check(requestFrom(address, headers));
      return undefined;
    } catch (error) {
      if (error instanceof AppError) return error;
      throw error;
    }
  };
  /** How many of `attempts` joins of an address are let through. */
  const joins = (attempts: number, address = '192.0.2.1'): number =>
    Array.from({ length: attempts }, () => refusalOf(address)).filter((refusal) => !refusal).length;
  return { settings, clock, metrics, state, guard, refusalOf, joins };
}

describe('ConnectionGuard', () => {
  it.each<[TestHttpSettings['allowedOrigins'], string | undefined, boolean]>([
    ['*', 'https://anything.example', true],
    [['https://chat.example'], 'https://chat.example', true],
    [['https://chat.example'], 'https://chat.example.evil.example', false],
    [['https://chat.example'], 'http://chat.example', false],
    [['https://chat.example'], 'null', false],
    [['https://chat.example'], undefined, true],
    [[], 'https://chat.example', false],
  ])('with allowed origins %p, the origin %p may open a socket: %p', (allowedOrigins, origin, isAllowed) => {
    const { guard, refusalOf } = setUp({ allowedOrigins });

    const refusal = refusalOf('192.0.2.1', origin === undefined ? {} : { origin });

    expect(refusal?.code).toBe(isAllowed ? undefined : 'forbidden');
    expect(guard.allowsOrigin(origin)).toBe(isAllowed);
  });

  it('allows as many connections as are set and counts those that opened and closed', () => {
    const { guard, refusalOf, metrics } = setUp({ maxConnections: 2 });
    guard.opened();
    expect(refusalOf()).toBeUndefined();
    guard.opened();
    expect(guard.connections).toBe(2);

    expect(refusalOf()).toMatchObject({
      kind: 'unavailable',
      message: '服务器连接数已达上限',
      details: { retryAfterMs: 1_000 },
    });
    expect(metrics.limits).toEqual(['connections']);
    guard.closed();
    expect(refusalOf()).toBeUndefined();
  });

  it('opens nothing while the server stops', () => {
    const { state, refusalOf } = setUp();
    state.beginStopping();

    expect(refusalOf()).toMatchObject({ kind: 'unavailable' });
  });

  it('lets an address join 100 times at once and then 20 times a second', () => {
    const { clock, joins, refusalOf, metrics } = setUp();
    expect([JOINS_BURST, JOINS_PER_SECOND]).toEqual([100, 20]);

    expect(joins(150)).toBe(100);
    expect(refusalOf()).toMatchObject({ kind: 'limited', code: 'limited', details: { retryAfterMs: 1_000 } });
    expect(metrics.limits).toContain('joins');
    clock.advance(1_000);
    expect(joins(50)).toBe(20);
    clock.advance(60_000);
    expect(joins(150)).toBe(100);
  });

  it('counts each address by itself, connections and rooms together', () => {
    const { guard, joins, refusalOf } = setUp();
    for (let index = 0; index < JOINS_BURST - 1; index += 1) guard.countJoin('192.0.2.1');

    expect(joins(5, '192.0.2.1')).toBe(1);
    expect(() => guard.countJoin('192.0.2.1')).toThrow(AppError);
    expect(joins(5, '192.0.2.2')).toBe(5);
    expect(refusalOf('192.0.2.1')?.kind).toBe('limited');
  });

  it('counts the address behind a trusted proxy', () => {
    const { refusalOf } = setUp({ trustProxy: 1 });
    const by = (client: string) => refusalOf('10.0.0.1', { 'x-forwarded-for': client });
    for (let index = 0; index < JOINS_BURST; index += 1) by('203.0.113.1');

    expect(by('203.0.113.1')?.kind).toBe('limited');
    expect(by('203.0.113.2')).toBeUndefined();
  });

  it('counts no joins with rate limits off, yet keeps every other rule', () => {
    const { joins, refusalOf } = setUp({ rateLimits: false, allowedOrigins: [] });

    expect(joins(500)).toBe(500);
    expect(refusalOf('192.0.2.1', { origin: 'https://x.example' })?.code).toBe('forbidden');
  });

  it('counts nothing against an address whose origin is refused or for whom there is no room', () => {
    const { refusalOf, joins, settings } = setUp({ allowedOrigins: [] });
    for (let index = 0; index < 200; index += 1) refusalOf('192.0.2.1', { origin: 'https://x.example' });
    settings.maxConnections = 0;
    joins(200);
    settings.maxConnections = 10;

    expect(joins(150)).toBe(100);
  });

  it('remembers a bounded number of addresses: the quiet are forgotten first, then the oldest', () => {
    const { guard, clock } = setUp();
    const addressAt = (index: number): string => `address ${index}`;
    const exhaust = (address: string): void => {
      for (let index = 0; index < JOINS_BURST; index += 1) guard.countJoin(address);
    };
    const isExhausted = (address: string): boolean => {
      try {
        guard.countJoin(address);
        return false;
      } catch {
        return true;
      }
    };
    exhaust(addressAt(0));
    exhaust(addressAt(1));
    guard.countJoin(addressAt(2));
    clock.advance(1_000 / JOINS_PER_SECOND);
    for (let index = 3; index < JOIN_ADDRESSES_MAX; index += 1) guard.countJoin(addressAt(index));

    // Full: address 2 is quiet again and makes room, and the exhausted ones stay known.
    guard.countJoin('new');
    expect([isExhausted(addressAt(0)), isExhausted(addressAt(0))]).toEqual([false, true]);

    // Full again and nobody quiet: the oldest is forgotten.
    guard.countJoin('newer');
    expect(isExhausted(addressAt(0))).toBe(false);
  });
});
