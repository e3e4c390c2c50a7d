/** How often something may be done. */
export interface RateLimitRule {
  /** Names the bucket; rules with the same name share their counts. */
  readonly bucket: string;
  readonly limit: number;
  /** Seconds after the first use until the count starts anew. */
  readonly windowSeconds: number;
}

export interface RateLimitState {
  readonly isAllowed: boolean;
  readonly remaining: number;
  /** Milliseconds until the count starts anew. */
  readonly resetAfterMs: number;
}

/**
 * Counts uses in fixed windows, for all processes together when Redis is configured. When Redis does not answer, each
 * process counts for itself: a limit never takes the server down.
 */
export abstract class RateLimiter {
  /** Counts one use by `key` and tells whether it is still allowed. Never rejects. */
  abstract take(rule: RateLimitRule, key: string): Promise<RateLimitState>;
  /** What `take` would find, without counting. Never rejects. */
  abstract peek(rule: RateLimitRule, key: string): Promise<RateLimitState>;
  /** Forgets the uses of `key`. Never rejects. */
  abstract reset(rule: RateLimitRule, key: string): Promise<void>;
}
