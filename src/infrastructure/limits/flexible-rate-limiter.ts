import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { RedisClientType } from 'redis';
import { RateLimiter, type RateLimitRule, type RateLimitState } from '../../application/shared/rate-limiter';

const KEY_PREFIX = 'guildhall:limit';

/** Counts in Redis when there is one, else in this process. */
export class FlexibleRateLimiter extends RateLimiter {
  private readonly limiters = new Map<string, RateLimiterAbstract>();

  constructor(private readonly redis?: RedisClientType) {
    super();
  }

  async take(rule: RateLimitRule, key: string): Promise<RateLimitState> {
    try {
      return stateOf(rule, await this.limiterOf(rule).consume(key));
    } catch (refusal) {
      if (refusal instanceof RateLimiterRes) return { ...stateOf(rule, refusal), isAllowed: false };
      return unlimited(rule);
    }
  }

  async peek(rule: RateLimitRule, key: string): Promise<RateLimitState> {
    const counted = await this.limiterOf(rule)
      .get(key)
      .catch(() => null);
    if (!counted) return unlimited(rule);
    return { ...stateOf(rule, counted), isAllowed: counted.consumedPoints < rule.limit };
  }

  async reset(rule: RateLimitRule, key: string): Promise<void> {
    await this.limiterOf(rule)
      .delete(key)
      .catch(() => false);
  }

  private limiterOf(rule: RateLimitRule): RateLimiterAbstract {
    const name = `${rule.bucket}:${rule.limit}:${rule.windowSeconds}`;
    let limiter = this.limiters.get(name);
    if (!limiter) {
      limiter = this.create(rule, name);
      this.limiters.set(name, limiter);
    }
    return limiter;
  }

  private create({ limit, windowSeconds }: RateLimitRule, name: string): RateLimiterAbstract {
    const options = { points: limit, duration: windowSeconds, keyPrefix: `${KEY_PREFIX}:${name}` };
    const local = new RateLimiterMemory(options);
    if (!this.redis) return local;
    return new RateLimiterRedis({
      ...options,
      storeClient: this.redis,
      useRedisPackage: true,
      rejectIfRedisNotReady: true,
      insuranceLimiter: local,
    });
  }
}

const stateOf = (rule: RateLimitRule, counted: RateLimiterRes): RateLimitState => ({
  isAllowed: true,
  remaining: Math.max(0, Math.min(rule.limit, counted.remainingPoints)),
  resetAfterMs: Math.max(1, counted.msBeforeNext),
});

const unlimited = (rule: RateLimitRule): RateLimitState => ({
  isAllowed: true,
  remaining: rule.limit,
  resetAfterMs: rule.windowSeconds * 1_000,
});
