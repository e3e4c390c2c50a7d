import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';
import { Clock } from '../../../application/shared/clock';
import { Metrics } from '../../../application/shared/metrics';
import { RateLimiter, type RateLimitState } from '../../../application/shared/rate-limiter';
import { HttpSettings } from '../../../application/shared/settings';
import { AppError } from '../../../shared/errors';
import { dialectOfPath } from '../../shared/path-table';
import { actorOf } from '../../shared/authenticated.guard';
import { discordPrefixes } from '../rest/discord-routes';
import { GLOBAL_LIMIT, majorParameterOf, type RouteLimit, routeLimitOf } from './route-limits';

const MILLISECONDS_PER_SECOND = 1_000;

/**
 * Counts every call of the Discord-style API and tells the client what it has left; off with RATE_LIMITS=off. Counts per
 * account, or per address without one.
 * https://docs.discord.com/developers/topics/rate-limits
 */
@Injectable()
export class RateLimitInterceptor implements NestInterceptor {
  constructor(
    private readonly limiter: RateLimiter,
    private readonly settings: HttpSettings,
    private readonly clock: Clock,
    private readonly metrics: Metrics,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    if (!this.settings.rateLimits || context.getType() !== 'http') return next.handle();
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    if (isLimited(request)) await this.count(request, http.getResponse<FastifyReply>());
    return next.handle();
  }

  /** @throws AppError `limited`, `limited_globally` */
  private async count(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const pattern = request.routeOptions.url ?? '';
    const caller = actorOf(request)?.userId ?? request.ip;
    const route = routeLimitOf(request.method, pattern);
    const state = await this.limiter.take(route.rule, `${caller}:${majorParameterOf(pattern, request.url)}`);
    tell(reply, route, state, this.clock.nowMs());
    if (!state.isAllowed) throw this.refusal(reply, state, 'user');
    if (!route.isGloballyCounted) return;
    const all = await this.limiter.take(GLOBAL_LIMIT, caller);
    if (!all.isAllowed) throw this.refusal(reply, all, 'global');
  }

  private refusal(reply: FastifyReply, state: RateLimitState, scope: 'user' | 'global'): AppError {
    this.metrics.limitReached(`rest_${scope}`);
    // Clients test whether it is there, not what it says.
    if (scope === 'global') reply.header('x-ratelimit-global', 'true');
    reply.header('x-ratelimit-scope', scope);
    const code = scope === 'global' ? 'limited_globally' : 'limited';
    return new AppError('limited', code, 'You are being rate limited.', { retryAfterMs: state.resetAfterMs });
  }
}

const isLimited = ({ url }: FastifyRequest): boolean =>
  dialectOfPath(url) === 'discord' && url.startsWith(`/${discordPrefixes[3]}/`);

function tell(reply: FastifyReply, { rule, bucketHash }: RouteLimit, state: RateLimitState, nowMs: number): void {
  reply.headers({
    'x-ratelimit-limit': String(rule.limit),
    'x-ratelimit-remaining': String(state.remaining),
    'x-ratelimit-reset': ((nowMs + state.resetAfterMs) / MILLISECONDS_PER_SECOND).toFixed(3),
    'x-ratelimit-reset-after': (state.resetAfterMs / MILLISECONDS_PER_SECOND).toFixed(3),
    'x-ratelimit-bucket': bucketHash,
  });
}
