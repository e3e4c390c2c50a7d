import type { Dialect } from '../../application/shared/metrics';

export interface PathRule {
  readonly dialect: Dialect;
  /** Paths begin at `/` and end without one; a parameter is cut off before it. */
  readonly path: string;
  /** True when only the path itself is meant, not what is below it. */
  readonly isExact?: boolean;
}

const below = (dialect: Dialect, ...paths: readonly string[]): PathRule[] => paths.map((path) => ({ dialect, path }));

const exactly = (dialect: Dialect, ...paths: readonly string[]): PathRule[] =>
  paths.map((path) => ({ dialect, path, isExact: true }));

/** Which dialect answers an HTTP request, also its errors: the longest path that fits decides. */
export const httpPaths: readonly PathRule[] = [
  ...below('rooms', '/management', '/ws/rooms', '/socket.io'),
  ...below('im', '/api/auth', '/api/user', '/api/messages', '/api/groups', '/api/friends', '/api/blocks'),
  ...below('im', '/api/files', '/api/conversations', '/api/notifications', '/api/ws'),
  ...below('discord', '/api', '/attachments', '/avatars', '/icons', '/emojis', '/embed/avatars', '/gateway'),
  ...below('discord', '/role-icons', '/app-icons'),
  ...below('chat', '/chatsphere', '/chat'),
  ...exactly('chat', '/auth/me', '/auth/change-password', '/health', '/health/db', '/health/redis'),
  ...below('work', '/auth', '/workspaces', '/workspace-members', '/projects', '/project-statuses', '/roadmaps'),
  ...below('work', '/issues', '/teams', '/workflows', '/labels', '/comments', '/invitations', '/cycles'),
  ...below('work', '/notifications', '/search', '/events', '/webhooks', '/messages', '/users/profile', '/user/teams'),
  ...below('work', '/ws/online', '/ws/stats', '/ws/send', '/ws/broadcast', '/ws/cleanup'),
  // Both chat and work greet on /ws; its refusals before the upgrade are written in work's form.
  ...exactly('work', '/ws'),
  ...exactly('operations', '/', '/health/live', '/health/ready', '/metrics', '/openapi.json', '/asyncapi.json'),
  ...below('operations', '/docs', '/redoc', '/app'),
];

/** Which dialect a WebSocket upgrade belongs to. `/ws` carries chat and work together and is listed as work's. */
export const upgradePaths: readonly PathRule[] = [
  ...below('rooms', '/ws/rooms', '/socket.io'),
  ...exactly('im', '/api/ws'),
  ...exactly('discord', '/gateway', '/'),
  ...exactly('chat', '/chatsphere/ws'),
  ...exactly('work', '/ws'),
];

/** The dialect of a request target (path with or without a query), or undefined when none owns it. */
export const dialectOfPath = (target: string): Dialect | undefined => findRule(httpPaths, target)?.dialect;

/** The dialect whose sockets are opened at this target, or undefined. */
export const dialectOfUpgrade = (target: string): Dialect | undefined => findRule(upgradePaths, target)?.dialect;

function findRule(rules: readonly PathRule[], target: string): PathRule | undefined {
  const path = pathOf(target);
  let best: PathRule | undefined;
  for (const rule of rules) {
    if (fits(rule, path) && (!best || rule.path.length > best.path.length)) best = rule;
  }
  return best;
}

const fits = (rule: PathRule, path: string): boolean =>
  path === rule.path || (!rule.isExact && path.startsWith(`${rule.path}/`));

/** Decoded, as the router reads it, without query and without a slash at its end. */
function pathOf(target: string): string {
  const end = target.search(/[?#]/);
  const path = decode(end < 0 ? target : target.slice(0, end));
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

function decode(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}
