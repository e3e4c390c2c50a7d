import type { CallerName, PermissionScene, Target } from './permission-scene';

type Expected = Readonly<Record<CallerName, number>>;

/** What one route answers to whom. */
export interface PermissionRow {
  readonly route: string;
  readonly expected: Expected;
  /** What stands for the placeholders; made anew before every call, because a call may use it up. */
  readonly target?: (scene: PermissionScene) => Promise<Target>;
  readonly query?: string;
  readonly body?: unknown;
}

type Statuses = Partial<Record<CallerName, number>>;
const WITHOUT_ACCOUNT = { guest: 401, anonymous: 401, revoked: 401 };
const OUTSIDE = { stranger: 404, banned: 404 };

/** Every account, whoever it is. */
const accounts = (ok: number, others: Statuses = {}): Expected => ({
  ...{ owner: ok, admin: ok, member: ok, denied: ok, stranger: ok, banned: ok },
  ...WITHOUT_ACCOUNT,
  ...others,
});
/** Also who has no token, or a wrong one. */
const everybody = (ok: number): Expected => accounts(ok, { guest: ok, anonymous: ok, revoked: ok });
/** Members of the guild. */
const members = (ok: number, others: Statuses = {}): Expected => accounts(ok, { ...OUTSIDE, ...others });
/** Who may view the channel. */
const viewers = (ok: number, others: Statuses = {}): Expected => members(ok, { denied: 403, ...others });
/** Who manages the guild, the channel or its members. */
const managers = (ok: number, others: Statuses = {}): Expected => viewers(ok, { member: 403, ...others });
const owners = (ok: number, others: Statuses = {}): Expected => managers(ok, { admin: 403, ...others });
/** The owner of an application; it does not exist for others. */
const makers = (ok: number): Expected => accounts(404, { owner: ok });

const row = (
  route: string,
  expected: Expected,
  { body, query, target }: Omit<PermissionRow, 'route' | 'expected'> = {},
): PermissionRow => ({ route, expected, body, query, target });

const fresh = (name: keyof PermissionScene): Pick<PermissionRow, 'target'> => ({
  target: (scene) => (scene[name] as () => Promise<Target>).call(scene),
});

const oneself: Pick<PermissionRow, 'target'> = { target: async () => ({ user_id: '@me' }) };

const PICTURE =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';
const TEXT = { content: 'hello' };

const accountRows: readonly PermissionRow[] = [
  row('POST /auth/register', everybody(400), { body: {} }),
  row('POST /auth/login', everybody(400), { body: {} }),
  row('POST /auth/refresh', everybody(400), { body: {} }),
  row('POST /auth/logout', everybody(400), { body: {} }),
  row('POST /auth/password', accounts(400), { body: {} }),
  row('GET /auth/sessions', accounts(200)),
  row('DELETE /auth/sessions/:session_id', accounts(404)),
  row('GET /users/@me', accounts(200)),
  row('PATCH /users/@me', accounts(200), { body: {} }),
  row('DELETE /users/@me', accounts(400), { body: {} }),
  row('GET /users/:user_id', accounts(200)),
  row('GET /users/@me/guilds', accounts(200)),
  row('GET /users/@me/channels', accounts(200)),
  row('POST /users/@me/channels', accounts(400), { body: {} }),
  row('GET /applications', accounts(200)),
  row('POST /applications', accounts(400), { body: {} }),
  row('GET /applications/:application_id', makers(200)),
  row('PATCH /applications/:application_id', makers(200), { body: {} }),
  row('POST /applications/:application_id/bot', makers(409)),
  row('POST /applications/:application_id/bot/reset', makers(200)),
  // For bots: people have no application of their own.
  row('GET /applications/@me', accounts(403)),
  row('PATCH /applications/@me', accounts(403), { body: {} }),
  row('GET /oauth2/applications/@me', accounts(403)),
  row('GET /gateway', everybody(200)),
  row('GET /gateway/bot', accounts(200)),
];

const guildRows: readonly PermissionRow[] = [
  row('POST /guilds', accounts(400), { body: {} }),
  row('GET /guilds/:guild_id', members(200)),
  row('PATCH /guilds/:guild_id', managers(200), { body: {} }),
  row('GET /guilds/:guild_id/channels', members(200)),
  row('POST /guilds/:guild_id/channels', managers(201), { body: { name: 'new' } }),
  row('PATCH /guilds/:guild_id/channels', managers(204), { body: [] }),
  row('GET /guilds/:guild_id/audit-logs', managers(200)),
  row('GET /guilds/:guild_id/threads/active', members(200)),
  row('GET /guilds/:guild_id/webhooks', managers(200)),
  row('GET /guilds/:guild_id/invites', managers(200)),
  row('GET /guilds/:guild_id/roles', members(200)),
  row('POST /guilds/:guild_id/roles', managers(200), { body: {} }),
  row('PATCH /guilds/:guild_id/roles', managers(200), { body: [] }),
  row('GET /guilds/:guild_id/roles/:role_id', members(200)),
  row('PATCH /guilds/:guild_id/roles/:role_id', managers(200), { body: {} }),
  row('DELETE /guilds/:guild_id/roles/:role_id', managers(204), fresh('role')),
  row('GET /guilds/:guild_id/emojis', members(200)),
  row('POST /guilds/:guild_id/emojis', managers(201), { body: { name: 'new', image: PICTURE } }),
  row('GET /guilds/:guild_id/emojis/:emoji_id', members(200)),
  row('PATCH /guilds/:guild_id/emojis/:emoji_id', managers(200), { body: { name: 'renamed' } }),
  row('DELETE /guilds/:guild_id/emojis/:emoji_id', managers(204), fresh('emoji')),
];

const memberRows: readonly PermissionRow[] = [
  row('GET /guilds/:guild_id/members', members(200)),
  row('GET /guilds/:guild_id/members/search', members(200), { query: '?query=x' }),
  row('GET /guilds/:guild_id/members/:user_id', members(200)),
  row('PUT /guilds/:guild_id/members/:user_id', managers(201), { ...fresh('outsideBot'), body: {} }),
  row('PATCH /guilds/:guild_id/members/:user_id', managers(200), { body: { nick: 'nick' } }),
  row('PATCH /guilds/:guild_id/members/:user_id/nick', members(200), { ...oneself, body: { nick: 'nick' } }),
  row('DELETE /guilds/:guild_id/members/:user_id', managers(204), fresh('victim')),
  row('PUT /guilds/:guild_id/members/:user_id/roles/:role_id', managers(204), fresh('victim')),
  row('DELETE /guilds/:guild_id/members/:user_id/roles/:role_id', managers(204), fresh('victim')),
  row('GET /guilds/:guild_id/bans', managers(200)),
  row('GET /guilds/:guild_id/bans/:user_id', managers(200), fresh('ban')),
  row('PUT /guilds/:guild_id/bans/:user_id', managers(204), { ...fresh('victim'), body: {} }),
  row('DELETE /guilds/:guild_id/bans/:user_id', managers(204), fresh('ban')),
  // Nobody has this id, so nobody could be banned.
  row('POST /guilds/:guild_id/bulk-ban', managers(400), { body: { user_ids: ['99'] } }),
];

const channelRows: readonly PermissionRow[] = [
  row('GET /channels/:channel_id', viewers(200)),
  row('PATCH /channels/:channel_id', managers(200), { body: {} }),
  row('DELETE /channels/:channel_id', managers(200), fresh('channel')),
  row('PUT /channels/:channel_id/permissions/:overwrite_id', managers(204), { body: { type: 0 } }),
  row('DELETE /channels/:channel_id/permissions/:overwrite_id', managers(204), fresh('overwrite')),
  row('GET /channels/:channel_id/invites', managers(200)),
  row('POST /channels/:channel_id/invites', viewers(200), { body: {} }),
  row('GET /invites/:code', accounts(200)),
  // Whoever has the code knows that it is there.
  row('DELETE /invites/:code', managers(200, { stranger: 403, banned: 403 }), fresh('invite')),
  row('POST /channels/:channel_id/typing', viewers(204)),
  row('GET /channels/:channel_id/messages', viewers(200)),
  row('POST /channels/:channel_id/messages', viewers(200), { body: TEXT }),
  row('POST /channels/:channel_id/messages/bulk-delete', managers(400), { body: { messages: [] } }),
  row('GET /channels/:channel_id/messages/:message_id', viewers(200)),
  row('PATCH /channels/:channel_id/messages/:message_id', owners(200, { admin: 403 }), { body: TEXT }),
  row('DELETE /channels/:channel_id/messages/:message_id', managers(204), fresh('message')),
  row('POST /channels/:channel_id/messages/:message_id/ack', viewers(200), { body: {} }),
  row('GET /channels/:channel_id/messages/:message_id/reactions/:emoji', viewers(200)),
  row('PUT /channels/:channel_id/messages/:message_id/reactions/:emoji/@me', viewers(204)),
  row('DELETE /channels/:channel_id/messages/:message_id/reactions/:emoji/:user_id', managers(204), fresh('reaction')),
  row('DELETE /channels/:channel_id/messages/:message_id/reactions/:emoji', managers(204), fresh('reaction')),
  row('DELETE /channels/:channel_id/messages/:message_id/reactions', managers(204), fresh('reaction')),
  row('GET /channels/:channel_id/pins', viewers(200)),
  row('PUT /channels/:channel_id/pins/:message_id', managers(204)),
  row('DELETE /channels/:channel_id/pins/:message_id', managers(204), fresh('pin')),
  row('GET /channels/:channel_id/messages/pins', viewers(200)),
  row('PUT /channels/:channel_id/messages/pins/:message_id', managers(204)),
  row('DELETE /channels/:channel_id/messages/pins/:message_id', managers(204), fresh('pin')),
];

const threadRows: readonly PermissionRow[] = [
  row('POST /channels/:channel_id/messages/:message_id/threads', viewers(201), {
    ...{ ...fresh('message'), body: { name: 'thread' } },
  }),
  row('POST /channels/:channel_id/threads', viewers(201), { body: { name: 'thread', type: 11 } }),
  row('GET /channels/:channel_id/threads/archived/public', viewers(200)),
  row('GET /channels/:channel_id/threads/archived/private', managers(200)),
  row('GET /channels/:channel_id/users/@me/threads/archived/private', viewers(200)),
  row('GET /channels/:channel_id/thread-members', viewers(200), fresh('thread')),
  row('GET /channels/:channel_id/thread-members/:user_id', viewers(200), fresh('threadMember')),
  // Of groups, which test/e2e/discord/groups.spec.ts tries: a channel of a guild has none.
  row('PUT /channels/:channel_id/recipients/:user_id', accounts(404)),
  row('DELETE /channels/:channel_id/recipients/:user_id', accounts(404)),
  row('PUT /channels/:channel_id/thread-members/:user_id', viewers(204), fresh('thread')),
  row('DELETE /channels/:channel_id/thread-members/:user_id', managers(204), fresh('threadMember')),
  row('POST /interactions', accounts(400), { body: {} }),
  row('POST /interactions/:interaction_id/:interaction_token/callback', everybody(404), { body: {} }),
];

const webhookRows: readonly PermissionRow[] = [
  row('GET /channels/:channel_id/webhooks', managers(200)),
  row('POST /channels/:channel_id/webhooks', managers(200), { body: { name: 'hook' } }),
  row('GET /webhooks/:webhook_id', managers(200)),
  row('PATCH /webhooks/:webhook_id', managers(200), { body: {} }),
  row('DELETE /webhooks/:webhook_id', managers(204), fresh('webhook')),
  row('GET /webhooks/:webhook_id/:token', everybody(200)),
  row('PATCH /webhooks/:webhook_id/:token', everybody(200), { body: {} }),
  row('DELETE /webhooks/:webhook_id/:token', everybody(204), fresh('webhook')),
  row('POST /webhooks/:webhook_id/:token', everybody(204), { body: TEXT }),
  row('GET /webhooks/:webhook_id/:token/messages/:message_id', everybody(200), fresh('webhookMessage')),
  row('PATCH /webhooks/:webhook_id/:token/messages/:message_id', everybody(200), {
    ...{ ...fresh('webhookMessage'), body: TEXT },
  }),
  row('DELETE /webhooks/:webhook_id/:token/messages/:message_id', everybody(204), fresh('webhookMessage')),
];

const privateThread = fresh('privateThread');
const directChannel = fresh('directChannel');
/** A private thread is hidden from members who are not in it, unless they manage threads. */
const insiders = (ok: number): Expected => viewers(ok, { member: 403 });
/** The owner and the member talk; nobody else learns of it. */
const talkers = (ok: number): Expected => accounts(404, { owner: ok, member: ok });

/** Routes again, for channels of other kinds. */
export const otherChannelRows: readonly (readonly [kind: string, row: PermissionRow])[] = [
  ['thread', row('GET /channels/:channel_id', viewers(200), fresh('thread'))],
  ['thread', row('PATCH /channels/:channel_id', managers(200), { ...fresh('thread'), body: { name: 'renamed' } })],
  ['thread', row('DELETE /channels/:channel_id', managers(200), fresh('thread'))],
  ['thread', row('GET /channels/:channel_id/messages', viewers(200), fresh('thread'))],
  ['thread', row('POST /channels/:channel_id/messages', viewers(200), { ...fresh('thread'), body: TEXT })],
  ['private thread', row('GET /channels/:channel_id', insiders(200), privateThread)],
  ['private thread', row('GET /channels/:channel_id/messages', insiders(200), privateThread)],
  ['private thread', row('POST /channels/:channel_id/messages', insiders(200), { ...privateThread, body: TEXT })],
  ['private thread', row('GET /channels/:channel_id/thread-members', insiders(200), privateThread)],
  ['private thread', row('POST /channels/:channel_id/typing', insiders(204), privateThread)],
  ['direct channel', row('GET /channels/:channel_id', talkers(200), directChannel)],
  ['direct channel', row('GET /channels/:channel_id/messages', talkers(200), directChannel)],
  ['direct channel', row('POST /channels/:channel_id/messages', talkers(200), { ...directChannel, body: TEXT })],
  ['direct channel', row('GET /channels/:channel_id/pins', talkers(200), directChannel)],
  ['direct channel', row('POST /channels/:channel_id/typing', talkers(204), directChannel)],
];

const publicRows: readonly PermissionRow[] = [
  row('GET /attachments/:channelId/:attachmentId/:filename', everybody(404)),
  row('GET /avatars/:id/:file', everybody(404)),
  row('GET /icons/:id/:file', everybody(404)),
  row('GET /role-icons/:id/:file', everybody(404)),
  row('GET /app-icons/:id/:file', everybody(404)),
  row('GET /emojis/:file', everybody(404)),
  row('GET /embed/avatars/:file', everybody(200)),
];

/** What makes members of strangers, or ends the membership or the guild. */
const lastRows: readonly PermissionRow[] = [
  row('POST /invites/:code', accounts(200, { banned: 403 })),
  row('DELETE /users/@me/guilds/:guild_id', accounts(204, { owner: 400, banned: 404 })),
  row('DELETE /guilds/:guild_id', { ...owners(204), admin: 404, member: 404, denied: 404 }),
  row('DELETE /auth/sessions', accounts(204)),
];

/** In the order they are tried. */
export const permissionRows: readonly PermissionRow[] = [
  ...accountRows,
  ...guildRows,
  ...memberRows,
  ...channelRows,
  ...threadRows,
  ...webhookRows,
  ...publicRows,
  ...lastRows,
];
