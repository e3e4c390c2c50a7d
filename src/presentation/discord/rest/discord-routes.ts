/** Under which the whole Discord-style API is served alike; `/api` alone where no other dialect claims the path. */
export const discordPrefixes = ['api/v1', 'api/v9', 'api/v10', 'api'] as const;

/** The prefixes that no other dialect's paths begin with; `/api/auth` and `/api/user` are not ours. */
export const versionedDiscordRoutes = (path: string): string[] =>
  discordPrefixes.filter((prefix) => prefix !== 'api').map((prefix) => `${prefix}/${path}`);

/** The paths of a controller under every prefix. */
export const discordRoutes = (path = ''): string[] =>
  discordPrefixes.map((prefix) => (path === '' ? prefix : `${prefix}/${path}`));
