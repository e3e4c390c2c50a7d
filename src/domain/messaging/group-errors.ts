import { AppError, type ErrorDetails, type ErrorKind } from '../../shared/errors';

/** Refusals of groups that guilds do not know; each dialect maps each one. */
export const groupErrors = {
  unknown_group: ['not_found', 'Group not found'],
  unknown_join_request: ['not_found', 'Join request not found'],
  already_member: ['conflict', 'Already a member of this group'],
  group_banned: ['forbidden', 'Kept out of this group'],
  group_invite_only: ['forbidden', 'This group is joined by invitation only'],
  muted_in_group: ['forbidden', 'Muted in this group'],
  owner_must_transfer: ['conflict', 'The owner must hand the group over before leaving it'],
  group_members_max: ['conflict', 'Maximum number of group members reached'],
  groups_max: ['conflict', 'Maximum number of groups reached'],
  join_requests_max: ['conflict', 'Maximum number of waiting join requests reached'],
  group_invitations_max: ['conflict', 'Maximum number of open invitations reached'],
} as const satisfies Record<string, readonly [ErrorKind, string]>;

export type GroupErrorCode = keyof typeof groupErrors;

export function groupError(code: GroupErrorCode, details: ErrorDetails = {}): AppError {
  const [kind, message] = groupErrors[code];
  return new AppError(kind, code, message, details);
}
