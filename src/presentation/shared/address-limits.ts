import { Injectable } from '@nestjs/common';
import { Metrics } from '../../application/shared/metrics';
import { RateLimiter, type RateLimitRule } from '../../application/shared/rate-limiter';
import { HttpSettings } from '../../application/shared/settings';
import { AppError } from '../../shared/errors';

/** Accounts made from one address, over the dialects that count with this rule. */
export const REGISTRATIONS_LIMIT: RateLimitRule = { bucket: 'registrations', limit: 20, windowSeconds: 60 };
/** Logins from one address, right or wrong. Wrong ones count against their account as well, in every dialect. */
export const LOGINS_LIMIT: RateLimitRule = { bucket: 'logins', limit: 30, windowSeconds: 5 };

/** What one address may do before it has shown who it is; off with RATE_LIMITS=off. */
@Injectable()
export class AddressLimits {
  constructor(
    private readonly limiter: RateLimiter,
    private readonly settings: HttpSettings,
    private readonly metrics: Metrics,
  ) {}

  /** @throws AppError `limited` */
  async require(rule: RateLimitRule, address: string): Promise<void> {
    if (!this.settings.rateLimits) return;
    const state = await this.limiter.take(rule, address);
    if (state.isAllowed) return;
    this.metrics.limitReached(rule.bucket);
    throw new AppError('limited', 'limited', 'Too many requests, try again later', {
      retryAfterMs: state.resetAfterMs,
    });
  }
}
