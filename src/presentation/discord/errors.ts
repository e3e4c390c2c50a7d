import { STATUS_CODES } from 'node:http';
import { type GuildErrorCode, guildErrors } from '../../domain/guilds';
import type { IdentityErrorCode } from '../../domain/identity';
import type { ContactErrorCode, GroupErrorCode } from '../../domain/messaging';
import type { AppError, FieldProblem } from '../../shared/errors';
import { type HttpErrorAnswer, type HttpErrorPresenter, statusOfKind } from '../shared/http-error-presenters';

/** [HTTP status, code]; https://docs.discord.com/developers/topics/opcodes-and-status-codes#json */
type ErrorNumbers = readonly [status: number, code: number];

const guildErrorNumbers = {
  unknown_application: [404, 10_002],
  unknown_channel: [404, 10_003],
  unknown_guild: [404, 10_004],
  unknown_invite: [404, 10_006],
  unknown_member: [404, 10_007],
  unknown_message: [404, 10_008],
  unknown_overwrite: [404, 10_009],
  unknown_role: [404, 10_011],
  unknown_user: [404, 10_013],
  unknown_emoji: [404, 10_014],
  unknown_webhook: [404, 10_015],
  unknown_session: [404, 10_020],
  unknown_ban: [404, 10_026],
  unknown_interaction: [404, 10_062],
  unknown_attachment: [404, 0],
  guilds_max: [400, 30_001],
  pins_max: [400, 30_003],
  roles_max: [400, 30_005],
  webhooks_max: [400, 30_007],
  emojis_max: [400, 30_008],
  reactions_max: [400, 30_010],
  channels_max: [400, 30_013],
  attachments_max: [400, 30_015],
  invites_max: [400, 30_016],
  thread_members_max: [400, 30_033],
  request_too_large: [413, 40_005],
  interaction_acknowledged: [400, 40_060],
  user_banned: [403, 40_007],
  missing_access: [403, 50_001],
  not_message_author: [403, 50_005],
  empty_message: [400, 50_006],
  cannot_message_user: [403, 50_007],
  missing_permissions: [403, 50_013],
  bulk_delete_count: [400, 50_016],
  system_message: [403, 50_021],
  wrong_channel_type: [400, 50_024],
  invalid_webhook_token: [401, 50_027],
  invalid_role: [400, 50_028],
  invalid_recipient: [400, 50_033],
  bulk_delete_age: [400, 50_034],
  owner_cannot_leave: [400, 50_055],
  thread_archived: [400, 50_083],
  thread_locked: [403, 160_005],
  active_threads_max: [400, 160_006],
  bulk_ban_failed: [400, 500_000],
  thread_exists: [400, 160_004],
} as const satisfies Record<GuildErrorCode, ErrorNumbers>;

const identityErrorNumbers = {
  missing_token: [401, 0],
  invalid_token: [401, 0],
  expired_token: [401, 0],
  weak_password: [400, 50_035],
  invalid_credentials: [401, 40_001],
  wrong_password: [401, 50_018],
  username_taken: [409, 50_035],
  email_taken: [409, 50_035],
  logins_limited: [429, 0],
  owns_guilds: [400, 40_011],
  applications_max: [400, 30_018],
  bot_exists: [409, 30_000],
  bots_cannot: [403, 20_001],
  people_cannot: [403, 20_002],
} as const satisfies Record<IdentityErrorCode, ErrorNumbers>;

const groupErrorNumbers = {
  unknown_group: [404, 10_003],
  unknown_join_request: [404, 10_013],
  already_member: [409, 0],
  group_banned: [403, 40_007],
  group_invite_only: [403, 50_001],
  muted_in_group: [403, 50_013],
  owner_must_transfer: [400, 50_055],
  group_members_max: [400, 30_004],
  groups_max: [400, 30_001],
  join_requests_max: [400, 30_000],
  group_invitations_max: [400, 30_016],
} as const satisfies Record<GroupErrorCode, ErrorNumbers>;

/** A block looks like any other reason why somebody cannot be written to; friends have no routes of this dialect. */
const contactErrorNumbers = {
  blocked_by_user: [403, 50_007],
  user_blocked: [403, 50_007],
  cannot_befriend: [400, 80_003],
  cannot_block: [400, 50_035],
  already_friends: [400, 80_007],
  friend_already_requested: [400, 80_000],
  unknown_friend: [404, 0],
  unknown_friend_request: [404, 0],
  friends_max: [400, 30_002],
  friend_requests_max: [400, 80_000],
  blocks_max: [400, 0],
  unknown_notification: [404, 0],
} as const satisfies Record<ContactErrorCode, ErrorNumbers>;

/** Codes of other contexts that have a number of their own here. */
const otherErrorNumbers: Readonly<Record<string, ErrorNumbers>> = {
  internal: [500, 0],
  malformed: [400, 50_109],
  channel_closed: [404, 10_003],
  slow_mode: [429, 20_016],
  payload_too_large: [413, 40_005],
  method_not_allowed: [405, 0],
  upgrade_required: [426, 0],
  unsupported_media_type: [415, 50_035],
};

const INVALID_FORM: ErrorNumbers = [400, 50_035];

const ownNumbers: Readonly<Record<string, ErrorNumbers>> = {
  ...otherErrorNumbers,
  ...identityErrorNumbers,
  ...groupErrorNumbers,
  ...contactErrorNumbers,
  ...guildErrorNumbers,
};

const numbersOf = (error: AppError): ErrorNumbers =>
  ownNumbers[error.code] ?? (error.kind === 'invalid' ? INVALID_FORM : [statusOfKind[error.kind], 0]);

/** `{message, code, errors?}`; a wrong input names every field in a tree, a refusal to wait says how long. */
export const discordHttpErrors = {
  present(error: AppError): HttpErrorAnswer {
    const [status, code] = numbersOf(error);
    if (status === 429) return presentLimit(error, code);
    if (code === 50_035) return { status, body: { message: 'Invalid Form Body', code, errors: errorTree(error) } };
    return { status, body: { message: code === 0 ? httpMessage(status) : textOf(error), code } };
  },
} satisfies HttpErrorPresenter;

/** Libraries take a 429 without `Via` for a ban at the proxy, and one without `retry_after` for a reason to hammer. */
function presentLimit(error: AppError, code: number): HttpErrorAnswer {
  const retryAfter = Math.max(0.001, (error.details.retryAfterMs ?? 1_000) / 1_000);
  return {
    status: 429,
    body: { message: error.message, retry_after: retryAfter, global: error.code === 'limited_globally', code },
    headers: { via: '1.1 guildhall' },
  };
}

/** What this dialect has words of its own for says the same wherever it comes from. */
function textOf({ code, message }: AppError): string {
  if (code === 'blocked_by_user' || code === 'user_blocked') return guildErrors.cannot_message_user[1];
  const own: Readonly<Record<string, readonly [unknown, string]>> = guildErrors;
  return own[code]?.[1] ?? message;
}

const httpMessage = (status: number): string => `${status}: ${STATUS_CODES[status] ?? 'Error'}`;

interface ErrorTree {
  [field: string]: ErrorTree | readonly object[];
}

/** `embeds.0.title` becomes `{embeds: {"0": {title: {_errors: [{code, message}]}}}}`. */
function errorTree(error: AppError): ErrorTree {
  const { field, fields } = error.details;
  const problems: readonly FieldProblem[] = fields ?? [{ field: field ?? '', message: error.message }];
  const tree: ErrorTree = {};
  for (const problem of problems) {
    let node = tree;
    for (const part of problem.field.split('.').filter((name) => name !== '')) {
      const next = node[part];
      const child: ErrorTree = next && !Array.isArray(next) ? (next as ErrorTree) : {};
      node[part] = child;
      node = child;
    }
    node._errors = [{ code: codeOfProblem(problem), message: problem.message }];
  }
  return tree;
}

/** Names as Discord's own where the text tells which rule it was. */
function codeOfProblem({ message }: FieldProblem): string {
  if (/must not be empty|is required|is missing/.test(message)) return 'BASE_TYPE_REQUIRED';
  if (/at most|at least|characters|between/.test(message)) return 'BASE_TYPE_BAD_LENGTH';
  return 'BASE_TYPE_INVALID';
}
