import { type AccessClaims, AccessTokenSigner } from '../../src/application/identity/access-token-signer';
import { type PasswordCheck, PasswordHasher } from '../../src/application/identity/password-hasher';
import { type SecretToken, SecretTokens } from '../../src/application/identity/secret-tokens';
import type { Clock } from '../../src/application/shared/clock';
import { RateLimiter, type RateLimitRule, type RateLimitState } from '../../src/application/shared/rate-limiter';
import type { UnitOfWork } from '../../src/application/shared/unit-of-work';
import { assert } from '../../src/shared/assert';
import { type Id, isId } from '../../src/shared/ids';

/** Hashes that can be read; `old:` ones are outdated. */
export class ReadablePasswordHasher extends PasswordHasher {
  checks = 0;
  /** Runs before each comparison; for what happens meanwhile. */
  before: () => Promise<void> = () => Promise.resolve();

  constructor(private readonly uow: UnitOfWork) {
    super();
  }

  async hash(password: string): Promise<string> {
    assert(!this.uow.active, 'nothing is hashed inside a unit of work');
    return `new:${password}`;
  }

  async check(hash: string | undefined, password: string): Promise<PasswordCheck> {
    assert(!this.uow.active, 'nothing is hashed inside a unit of work');
    this.checks += 1;
    await this.before();
    return { isCorrect: hash?.slice(4) === password, isOutdated: hash?.startsWith('old:') ?? false };
  }
}

/** Tokens that are their own digests. */
export class ReadableSecretTokens extends SecretTokens {
  private made = 0;

  create(): SecretToken {
    this.made += 1;
    return this.withDigest(`secret-${this.made}`);
  }

  createForBot(botUserId: Id): SecretToken {
    this.made += 1;
    return this.withDigest(`${botUserId}.bot.${this.made}`);
  }

  digest(token: string): Uint8Array {
    return Buffer.from(token);
  }

  matches(token: string, digest: Uint8Array): boolean {
    return Buffer.from(digest).toString() === token;
  }

  botOf(token: string): Id | undefined {
    const [id, kind] = token.split('.');
    return kind === 'bot' && isId(id) ? id : undefined;
  }

  private withDigest(token: string): SecretToken {
    return { token, digest: this.digest(token) };
  }
}

export class ReadableAccessTokenSigner extends AccessTokenSigner {
  constructor(private readonly clock: Clock) {
    super();
  }

  sign({ userId, authSessionId, expiresAtMs }: AccessClaims): string {
    return ['access', userId, authSessionId, expiresAtMs].join('/');
  }

  verify(token: string): AccessClaims | undefined {
    const [kind, userId, authSessionId, expiry] = token.split('/');
    if (kind !== 'access' || !isId(userId) || !isId(authSessionId)) return undefined;
    const expiresAtMs = Number(expiry);
    return expiresAtMs > this.clock.nowMs() ? { userId, authSessionId, expiresAtMs } : undefined;
  }

  hasExpired(token: string): boolean {
    const [kind, , , expiry] = token.split('/');
    return kind === 'access' && Number(expiry) <= this.clock.nowMs();
  }
}

/** Counts uses in windows of the clock. */
export class FakeRateLimiter extends RateLimiter {
  private readonly windows = new Map<string, { uses: number; readonly untilMs: number }>();

  constructor(private readonly clock: Clock) {
    super();
  }

  async take(rule: RateLimitRule, key: string): Promise<RateLimitState> {
    const window = this.windowOf(rule, key);
    window.uses += 1;
    return this.state(rule, window, window.uses <= rule.limit);
  }

  async peek(rule: RateLimitRule, key: string): Promise<RateLimitState> {
    const window = this.windowOf(rule, key);
    return this.state(rule, window, window.uses < rule.limit);
  }

  async reset(rule: RateLimitRule, key: string): Promise<void> {
    this.windows.delete(`${rule.bucket} ${key}`);
  }

  private windowOf(rule: RateLimitRule, key: string): { uses: number; readonly untilMs: number } {
    const name = `${rule.bucket} ${key}`;
    const nowMs = this.clock.nowMs();
    const running = this.windows.get(name);
    if (running && running.untilMs > nowMs) return running;
    const begun = { uses: 0, untilMs: nowMs + rule.windowSeconds * 1_000 };
    this.windows.set(name, begun);
    return begun;
  }

  private state(rule: RateLimitRule, window: { uses: number; untilMs: number }, isAllowed: boolean): RateLimitState {
    const remaining = Math.max(0, rule.limit - window.uses);
    return { isAllowed, remaining, resetAfterMs: window.untilMs - this.clock.nowMs() };
  }
}
