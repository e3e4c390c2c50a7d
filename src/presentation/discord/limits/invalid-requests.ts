import { Injectable } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { Metrics } from '../../../application/shared/metrics';
import { RateLimiter } from '../../../application/shared/rate-limiter';
import { HttpSettings } from '../../../application/shared/settings';
import { AppError } from '../../../shared/errors';
import { dialectOfPath } from '../../shared/path-table';
import { INVALID_REQUESTS_LIMIT } from './route-limits';

const invalidStatuses: ReadonlySet<number> = new Set([401, 403, 429]);

/**
 * Refuses an address that goes on with calls that are refused anyway; a client that ignores its answers is broken or
 * guesses tokens. https://docs.discord.com/developers/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans
 */
@Injectable()
export class InvalidRequests {
  constructor(
    private readonly limiter: RateLimiter,
    private readonly settings: HttpSettings,
    private readonly metrics: Metrics,
  ) {}

  watch(server: FastifyInstance): void {
    if (!this.settings.rateLimits) return;
    server.addHook('onRequest', async (request) => {
      if (dialectOfPath(request.url) === 'discord') await this.check(request.ip);
    });
    server.addHook('onResponse', async (request, reply) => {
      const isInvalid = invalidStatuses.has(reply.statusCode) && dialectOfPath(request.url) === 'discord';
      if (isInvalid) await this.limiter.take(INVALID_REQUESTS_LIMIT, request.ip);
    });
  }

  /** @throws AppError `limited_globally` */
  private async check(address: string): Promise<void> {
    const state = await this.limiter.peek(INVALID_REQUESTS_LIMIT, address);
    if (state.isAllowed) return;
    this.metrics.limitReached('invalid_requests');
    const details = { retryAfterMs: state.resetAfterMs };
    throw new AppError('limited', 'limited_globally', 'Too many invalid requests.', details);
  }
}
