import { createHash } from 'node:crypto';
import type { RateLimitRule } from '../../../application/shared/rate-limiter';
import { discordPrefixes } from '../rest/discord-routes';

/** Requests of one account per second over all routes. */
export const GLOBAL_LIMIT: RateLimitRule = { bucket: 'global', limit: 50, windowSeconds: 1 };
/** Answers with 401, 403 or 429 that one address may cause; beyond it every request is refused. */
export const INVALID_REQUESTS_LIMIT: RateLimitRule = {
  bucket: 'invalid-requests',
  limit: 10_000,
  windowSeconds: 600,
};
/** Of routes that the table does not name. */
const DEFAULT_LIMIT = { limit: 30, windowSeconds: 5 };

type Limit = Pick<RateLimitRule, 'limit' | 'windowSeconds'>;

/** Like Discord's own where those are known; https://docs.discord.com/developers/topics/rate-limits */
const limits: Readonly<Record<string, Limit>> = {
  'POST channels/:channel_id/messages': { limit: 5, windowSeconds: 5 },
  'PATCH channels/:channel_id/messages/:message_id': { limit: 5, windowSeconds: 5 },
  'DELETE channels/:channel_id/messages/:message_id': { limit: 5, windowSeconds: 1 },
  'POST channels/:channel_id/messages/bulk-delete': { limit: 1, windowSeconds: 1 },
  'POST channels/:channel_id/typing': { limit: 5, windowSeconds: 5 },
  'POST webhooks/:webhook_id/:webhook_token': { limit: 5, windowSeconds: 2 },
  'POST guilds': { limit: 10, windowSeconds: 60 },
  'POST invites/:code': { limit: 10, windowSeconds: 60 },
  'POST auth/register': { limit: 20, windowSeconds: 60 },
};

/** Adding and taking back reactions count together. */
const REACTION_LIMIT: Limit = { limit: 4, windowSeconds: 1 };
const reactionRoute = /^(?:PUT|DELETE) channels\/:\w+\/messages\/:\w+\/reactions/;

/** Routes that only the 3 seconds of an interaction limit. */
const exemptFromGlobal = /^POST interactions\//;
/** A route's first parameter, when it is one of these, counts on its own. */
const majorParameters = /^(?:channels|guilds|webhooks)$/;

export interface RouteLimit {
  readonly rule: RateLimitRule;
  /** The same for every channel or guild; what clients know the bucket by. */
  readonly bucketHash: string;
  readonly isGloballyCounted: boolean;
}

const known = new Map<string, RouteLimit>();

/** @param pattern the route as registered, e.g. `/api/v10/channels/:channel_id/messages` */
export function routeLimitOf(method: string, pattern: string): RouteLimit {
  const route = `${method} ${withoutPrefix(pattern)}`;
  let limit = known.get(route);
  if (!limit) {
    limit = make(route);
    known.set(route, limit);
  }
  return limit;
}

function make(route: string): RouteLimit {
  const isReaction = reactionRoute.test(route);
  const name = isReaction ? 'reactions' : withoutNames(route);
  const { limit, windowSeconds } = isReaction ? REACTION_LIMIT : (byShape.get(name) ?? DEFAULT_LIMIT);
  const bucketHash = createHash('sha256').update(name).digest('hex').slice(0, 32);
  return { rule: { bucket: name, limit, windowSeconds }, bucketHash, isGloballyCounted: !exemptFromGlobal.test(route) };
}

/** Parameters may be called differently from one controller to the next. */
const withoutNames = (route: string): string => route.replaceAll(/:\w+/g, ':');
const byShape: ReadonlyMap<string, Limit> = new Map(
  Object.entries(limits).map(([route, limit]) => [withoutNames(route), limit]),
);

/** The path below the API's prefix, without a slash in front. */
function withoutPrefix(pattern: string): string {
  const path = pattern.replace(/^\//, '');
  const prefix = discordPrefixes.find((one) => path === one || path.startsWith(`${one}/`));
  return prefix === undefined ? path : path.slice(prefix.length + 1);
}

/** What of a request's path counts on its own: the channel, guild or webhook it is about. */
export function majorParameterOf(pattern: string, target: string): string {
  const [resource = '', first = '', second = ''] = withoutPrefix(pattern).split('/');
  if (!majorParameters.test(resource) || !isParameter(first)) return '';
  const parts = resource === 'webhooks' && isParameter(second) ? 2 : 1;
  const path = target.slice(0, `${target}?`.indexOf('?'));
  return withoutPrefix(path)
    .split('/')
    .slice(1, 1 + parts)
    .join('/');
}

const isParameter = (name: string): boolean => name.startsWith(':');
