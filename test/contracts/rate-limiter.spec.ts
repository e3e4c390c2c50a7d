import { createClient, type RedisClientType } from 'redis';
import type { RateLimiter, RateLimitRule } from '../../src/application/shared/rate-limiter';
import { FlexibleRateLimiter } from '../../src/infrastructure/limits/flexible-rate-limiter';

const redisUrl = process.env.TEST_REDIS_URL;
const rule: RateLimitRule = { bucket: 'contract', limit: 3, windowSeconds: 60 };
const keyOfTest = (): string => `${process.pid}:${expect.getState().currentTestName}:${performance.now()}`;

function contract(limiterOf: () => RateLimiter): void {
  it('allows as many uses as the rule says, and tells what is left', async () => {
    const limiter = limiterOf();
    const key = keyOfTest();
    const states = [await limiter.take(rule, key), await limiter.take(rule, key), await limiter.take(rule, key)];
    const refused = await limiter.take(rule, key);

    expect(states.map(({ isAllowed, remaining }) => [isAllowed, remaining])).toEqual([
      [true, 2],
      [true, 1],
      [true, 0],
    ]);
    expect(refused).toMatchObject({ isAllowed: false, remaining: 0 });
    expect(refused.resetAfterMs).toBeGreaterThan(0);
    expect(refused.resetAfterMs).toBeLessThanOrEqual(60_000);
  });

  it('counts keys and buckets apart', async () => {
    const limiter = limiterOf();
    const key = keyOfTest();
    await limiter.take(rule, key);

    expect(await limiter.take(rule, `${key}:other`)).toMatchObject({ remaining: 2 });
    expect(await limiter.take({ ...rule, bucket: 'contract-other' }, key)).toMatchObject({ remaining: 2 });
  });

  it('shows the count without changing it', async () => {
    const limiter = limiterOf();
    const key = keyOfTest();
    expect(await limiter.peek(rule, key)).toMatchObject({ isAllowed: true, remaining: 3 });
    for (let use = 0; use < 3; use += 1) await limiter.take(rule, key);

    expect(await limiter.peek(rule, key)).toMatchObject({ isAllowed: false, remaining: 0 });
    expect(await limiter.peek(rule, key)).toMatchObject({ isAllowed: false, remaining: 0 });
  });

  it('forgets a key', async () => {
    const limiter = limiterOf();
    const key = keyOfTest();
    for (let use = 0; use < 4; use += 1) await limiter.take(rule, key);
    await limiter.reset(rule, key);

    expect(await limiter.take(rule, key)).toMatchObject({ isAllowed: true, remaining: 2 });
  });
}

describe('RateLimiter (this process)', () => {
  contract(() => new FlexibleRateLimiter());
});

(redisUrl === undefined || redisUrl === '' ? describe.skip : describe)('RateLimiter (Redis)', () => {
  const clients: RedisClientType[] = [];
  const connected = async (): Promise<RedisClientType> => {
    const client: RedisClientType = createClient({ url: redisUrl });
    client.on('error', () => undefined);
    await client.connect();
    clients.push(client);
    return client;
  };
  let limiter: RateLimiter;

  beforeAll(async () => {
    limiter = new FlexibleRateLimiter(await connected());
  });
  afterAll(() => {
    for (const client of clients) if (client.isOpen) client.destroy();
  });

  contract(() => limiter);

  it('counts for all processes together', async () => {
    const key = keyOfTest();
    const other = new FlexibleRateLimiter(await connected());
    await limiter.take(rule, key);

    expect(await other.take(rule, key)).toMatchObject({ remaining: 1 });
  });

  it('goes on counting by itself when Redis is gone', async () => {
    const key = keyOfTest();
    const client = await connected();
    const alone = new FlexibleRateLimiter(client);
    client.destroy();
    const states = [];
    for (let use = 0; use < 4; use += 1) states.push(await alone.take(rule, key));

    expect(states.map(({ isAllowed }) => isAllowed)).toEqual([true, true, true, false]);
  });
});
