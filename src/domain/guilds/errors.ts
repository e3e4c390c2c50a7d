import { AppError, type ErrorDetails, type ErrorKind } from '../../shared/errors';

/** Every refusal of guilds and what happens in them; each dialect maps each one. */
export const guildErrors = {
  unknown_channel: ['not_found', 'Unknown Channel'],
  unknown_guild: ['not_found', 'Unknown Guild'],
  unknown_invite: ['not_found', 'Unknown Invite'],
  unknown_member: ['not_found', 'Unknown Member'],
  unknown_message: ['not_found', 'Unknown Message'],
  unknown_overwrite: ['not_found', 'Unknown Overwrite'],
  unknown_role: ['not_found', 'Unknown Role'],
  unknown_user: ['not_found', 'Unknown User'],
  unknown_emoji: ['not_found', 'Unknown Emoji'],
  unknown_webhook: ['not_found', 'Unknown Webhook'],
  unknown_ban: ['not_found', 'Unknown Ban'],
  unknown_application: ['not_found', 'Unknown Application'],
  unknown_session: ['not_found', 'Unknown Session'],
  unknown_interaction: ['not_found', 'Unknown interaction'],
  unknown_attachment: ['not_found', 'Unknown Attachment'],
  missing_access: ['forbidden', 'Missing Access'],
  missing_permissions: ['forbidden', 'Missing Permissions'],
  not_message_author: ['forbidden', 'Cannot edit a message authored by another user'],
  system_message: ['forbidden', 'Cannot execute action on a system message'],
  user_banned: ['forbidden', 'The user is banned from this guild'],
  cannot_message_user: ['forbidden', 'Cannot send messages to this user'],
  wrong_channel_type: ['invalid', 'Cannot execute action on this channel type'],
  empty_message: ['invalid', 'Cannot send an empty message'],
  bulk_delete_count: ['invalid', 'Provided too few or too many messages to delete in a single request'],
  bulk_delete_age: ['invalid', 'You can only bulk delete messages that are under 14 days old'],
  invalid_webhook_token: ['unauthenticated', 'Invalid Webhook Token'],
  interaction_acknowledged: ['invalid', 'Interaction has already been acknowledged'],
  thread_exists: ['conflict', 'A thread has already been created for this message'],
  thread_archived: ['invalid', 'Thread is archived'],
  thread_locked: ['forbidden', 'Thread is locked'],
  invalid_role: ['invalid', 'Invalid Role'],
  invalid_recipient: ['invalid', 'Invalid Recipient(s)'],
  owner_cannot_leave: ['invalid', 'Invalid Guild'],
  request_too_large: ['invalid', 'Request entity too large'],
  guilds_max: ['invalid', 'Maximum number of guilds reached'],
  pins_max: ['invalid', 'Maximum number of pins reached for the channel'],
  roles_max: ['invalid', 'Maximum number of guild roles reached'],
  webhooks_max: ['invalid', 'Maximum number of webhooks reached'],
  emojis_max: ['invalid', 'Maximum number of emojis reached'],
  reactions_max: ['invalid', 'Maximum number of reactions reached'],
  channels_max: ['invalid', 'Maximum number of guild channels reached'],
  attachments_max: ['invalid', 'Maximum number of attachments in a message reached'],
  bulk_ban_failed: ['invalid', 'Failed to ban users'],
  invites_max: ['invalid', 'Maximum number of invites reached'],
  active_threads_max: ['invalid', 'Maximum number of active threads reached'],
  thread_members_max: ['invalid', 'Maximum number of thread participants reached'],
} as const satisfies Record<string, readonly [ErrorKind, string]>;

export type GuildErrorCode = keyof typeof guildErrors;

export function guildError(code: GuildErrorCode, details: ErrorDetails = {}): AppError {
  const [kind, message] = guildErrors[code];
  return new AppError(kind, code, message, details);
}
