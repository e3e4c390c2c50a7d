import type { GuildErrorCode } from '../../domain/guilds';
import type { IdentityErrorCode } from '../../domain/identity';
import type { ContactErrorCode, GroupErrorCode } from '../../domain/messaging';
import type { AppError, FieldProblem } from '../../shared/errors';
import { type HttpErrorPresenter, statusOfKind } from '../shared/http-error-presenters';

/** [HTTP status, text]; without a text the error speaks for itself. */
type ErrorAnswer = readonly [status: number, text?: string];

const identityAnswers = {
  missing_token: [401, 'Invalid or expired token'],
  invalid_token: [401, 'Invalid or expired token'],
  expired_token: [401, 'Invalid or expired token'],
  invalid_credentials: [401, 'Invalid credentials'],
  wrong_password: [401, 'Invalid credentials'],
  weak_password: [400],
  username_taken: [409, 'User already exists'],
  email_taken: [409, 'User already exists'],
  logins_limited: [429],
  owns_guilds: [409],
  applications_max: [400],
  bot_exists: [409],
  bots_cannot: [403],
  people_cannot: [403],
} as const satisfies Record<IdentityErrorCode, ErrorAnswer>;

/** Most are about guilds, which this dialect does not show; they answer by their kind. */
const guildAnswers = {
  unknown_channel: [404, 'Group not found'],
  unknown_message: [404, 'Message not found'],
  unknown_user: [404, 'User not found'],
  invalid_recipient: [404, 'User not found'],
  cannot_message_user: [403, 'You cannot send messages to this user'],
  not_message_author: [403, 'Only the author can do this'],
  missing_permissions: [403, 'You are not allowed to do this'],
  missing_access: [403, 'You are not allowed to do this'],
  unknown_attachment: [404, 'File not found'],
  request_too_large: [413],
  unknown_guild: [404],
  unknown_invite: [404],
  unknown_member: [404, 'Member not found'],
  unknown_overwrite: [404],
  unknown_role: [404],
  unknown_emoji: [400],
  unknown_webhook: [404],
  unknown_ban: [404],
  unknown_application: [404],
  // Only a logout ends one: it was ended meanwhile, and its token with it.
  unknown_session: [401, 'Invalid or expired token'],
  unknown_interaction: [404],
  system_message: [403],
  user_banned: [403],
  wrong_channel_type: [400],
  empty_message: [400],
  bulk_delete_count: [400],
  bulk_delete_age: [400],
  invalid_webhook_token: [401],
  interaction_acknowledged: [400],
  thread_exists: [409],
  thread_archived: [400],
  thread_locked: [403],
  invalid_role: [400],
  owner_cannot_leave: [400],
  guilds_max: [400],
  pins_max: [400],
  roles_max: [400],
  webhooks_max: [400],
  emojis_max: [400],
  reactions_max: [400],
  channels_max: [400],
  attachments_max: [400],
  bulk_ban_failed: [400],
  invites_max: [400],
  active_threads_max: [400],
  thread_members_max: [400],
} as const satisfies Record<GuildErrorCode, ErrorAnswer>;

const groupAnswers = {
  unknown_group: [404, 'Group not found'],
  unknown_join_request: [404, 'Join request not found'],
  already_member: [409, 'Already a member of this group'],
  group_banned: [403, 'You are banned from this group'],
  group_invite_only: [403, 'This group is joined by invitation only'],
  muted_in_group: [403, 'You are muted in this group'],
  owner_must_transfer: [409],
  group_members_max: [409],
  groups_max: [409],
  join_requests_max: [409],
  group_invitations_max: [409],
} as const satisfies Record<GroupErrorCode, ErrorAnswer>;

const contactAnswers = {
  blocked_by_user: [403, 'You cannot send messages to this user'],
  user_blocked: [403, 'You have blocked this user'],
  cannot_befriend: [400, 'You cannot be friends with this user'],
  cannot_block: [400, 'You cannot block yourself'],
  already_friends: [409],
  friend_already_requested: [409],
  unknown_friend: [404, 'Friend not found'],
  unknown_friend_request: [404, 'Friend request not found'],
  friends_max: [409],
  friend_requests_max: [409],
  blocks_max: [409],
  unknown_notification: [404, 'Notification not found'],
} as const satisfies Record<ContactErrorCode, ErrorAnswer>;

/** Refusals of HTTP itself. */
const httpAnswers: Readonly<Record<string, ErrorAnswer>> = {
  internal: [500],
  channel_closed: [404, 'Group not found'],
  payload_too_large: [413],
  method_not_allowed: [405],
  upgrade_required: [426],
  unsupported_media_type: [415],
};

const answers: Readonly<Record<string, ErrorAnswer>> = {
  ...httpAnswers,
  ...identityAnswers,
  ...groupAnswers,
  ...contactAnswers,
  ...guildAnswers,
};

const INVALID_DATA = 'Invalid request data';

/** What use cases call an input that has another name here. */
const fieldNames: Readonly<Record<string, string>> = {
  message_reference: 'reply_to_id',
  format: 'message_type',
  query: 'q',
  attachments: 'attachment_id',
};

/** `{"error": "..."}`; a wrong input names every field. */
export const imHttpErrors: HttpErrorPresenter = {
  present(error) {
    const [status, text] = answers[error.code] ?? [statusOfKind[error.kind]];
    const fields = error.kind === 'invalid' && text === undefined ? problemsOf(error) : [];
    const body = fields.length > 0 ? { error: INVALID_DATA, fields } : { error: text ?? error.message };
    return { status, body };
  },
};

/** What a socket and a list of failures say of an error. */
export function imErrorText(error: AppError): string {
  const [, text] = answers[error.code] ?? [];
  const [problem] = text === undefined ? problemsOf(error) : [];
  if (!problem) return text ?? error.message;
  const { field, message } = problem;
  return message.includes(field) ? message : `${field} ${message}`;
}

function problemsOf({ message, details: { field, fields } }: AppError): readonly FieldProblem[] {
  const problems = fields ?? (field === undefined || field === '' ? [] : [{ field, message }]);
  return problems.map(({ isMissing: _, ...problem }) => ({
    ...problem,
    field: fieldNames[problem.field] ?? problem.field,
  }));
}
