import { Injectable } from '@nestjs/common';
import { emailKey, identityError, usernameKey } from '../../domain/identity';
import { RateLimiter, type RateLimitRule, type RateLimitState } from '../shared/rate-limiter';
import { HttpSettings } from '../shared/settings';
import type { Login } from './account.repository';

/** Wrong passwords for one account, whether it exists or not, until it refuses every password for a while. */
export const FAILED_LOGINS_OF_ACCOUNT: RateLimitRule = {
  bucket: 'failed_logins_account',
  limit: 10,
  windowSeconds: 900,
};
/** The stricter rule of dialects that promise it. */
export const FAILED_LOGINS_STRICT: RateLimitRule = {
  bucket: 'failed_logins_strict',
  limit: 5,
  windowSeconds: 300,
};
/** Wrong passwords from one address, whatever the accounts. */
export const FAILED_LOGINS_OF_ADDRESS: RateLimitRule = {
  bucket: 'failed_logins_address',
  limit: 100,
  windowSeconds: 900,
};

export interface LoginAttempt {
  failed(): Promise<void>;
  succeeded(): Promise<void>;
}

const uncounted: LoginAttempt = { failed: async () => undefined, succeeded: async () => undefined };

/** Counts wrong passwords by account and by address; nobody is told which of the two was the reason of a refusal. */
@Injectable()
export class FailedLogins {
  constructor(
    private readonly limiter: RateLimiter,
    private readonly settings: HttpSettings,
  ) {}

  /**
   * Counts against the account at once, so that guesses made side by side do not slip through.
   * @param stricter counted beside the usual rule
   * @throws AppError limited `logins_limited`
   */
  async begin(login: Login, address: string, stricter?: RateLimitRule): Promise<LoginAttempt> {
    if (!this.settings.rateLimits) return uncounted;
    const account = keyOf(login);
    const ofStricter = stricter && (await this.limiter.take(stricter, account));
    if (ofStricter?.isAllowed === false) throw tooMany(ofStricter);
    const ofAddress = await this.limiter.peek(FAILED_LOGINS_OF_ADDRESS, address);
    if (!ofAddress.isAllowed) throw tooMany(ofAddress);
    const ofAccount = await this.limiter.take(FAILED_LOGINS_OF_ACCOUNT, account);
    if (!ofAccount.isAllowed) throw tooMany(ofAccount);
    return {
      failed: async () => void (await this.limiter.take(FAILED_LOGINS_OF_ADDRESS, address)),
      succeeded: async () => {
        await this.limiter.reset(FAILED_LOGINS_OF_ACCOUNT, account);
        if (stricter) await this.limiter.reset(stricter, account);
      },
    };
  }
}

const tooMany = ({ resetAfterMs }: RateLimitState) => identityError('logins_limited', { retryAfterMs: resetAfterMs });

function keyOf(login: Login): string {
  if ('userId' in login) return `id:${login.userId}`;
  return 'email' in login ? `email:${emailKey(login.email)}` : `username:${usernameKey(login.username)}`;
}
