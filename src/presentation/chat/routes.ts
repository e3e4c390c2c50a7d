/** Under which the whole dialect answers once more. */
export const CHAT_BASE = 'chatsphere';

/**
 * Every path of a call: `path` itself at the root and below the base, and below the base also where the dialect's own
 * web client looks for it.
 */
export const chatRoutes = (path: string, ...ofWebClient: readonly string[]): string[] => [
  path,
  `${CHAT_BASE}/${path}`,
  ...ofWebClient.map((one) => `${CHAT_BASE}/api/v1/${one}`),
];

/** A call below `/chat`, which the web client looks for below `/api/v1`, under `ofWebClient` when that differs. */
export const conversationRoutes = (path: string, ofWebClient = path): string[] =>
  chatRoutes(`chat/${path}`, ...new Set([path, ofWebClient]));

/** Whether a request's target is below the base. */
export const isBelowBase = (target: string): boolean => /^\/chatsphere(?:[/?#]|$)/.test(target);
