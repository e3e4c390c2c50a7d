import type { Id } from '../../shared/ids';

/** Members of one group. */
export const GROUP_MEMBERS_MAX = 5_000;
/** Groups that one account is in. */
export const GROUPS_MAX = 1_000;
/** Code points. */
export const GROUP_NAME_MAX = 100;
export const GROUP_DESCRIPTION_MAX = 1_024;
export const GROUP_AVATAR_MAX = 2_048;
/** People waiting to be let in, and open invitations, of one group. */
export const JOIN_REQUESTS_MAX = 1_000;
export const GROUP_INVITATIONS_MAX = 1_000;
/** A mute, and how long somebody who was kicked is kept out, end within a year. */
export const GROUP_SANCTION_MS_MAX = 365 * 24 * 60 * 60 * 1_000;

/** The highest first. */
export const groupRoles = ['owner', 'admin', 'member'] as const;
export type GroupRole = (typeof groupRoles)[number];

/** Whether anybody may join, only whom an admin lets in, or only who was invited. An invitation opens each. */
export const groupJoinModes = ['open', 'approval', 'invite'] as const;
export type GroupJoinMode = (typeof groupJoinModes)[number];

/** A conversation of many without a guild. Its id is its channel's. */
export interface Group {
  readonly id: Id;
  readonly name: string;
  readonly description: string;
  readonly avatar?: string;
  readonly ownerId: Id;
  readonly joinMode: GroupJoinMode;
  /** Whether members see what was said before they joined. */
  readonly isHistoryVisible: boolean;
  readonly memberCount: number;
  readonly announcement?: GroupAnnouncement;
  readonly createdAtMs: number;
  /** When its settings changed last. */
  readonly updatedAtMs: number;
  /** As of when it was read; these two move with every message and pin. */
  readonly lastMessageId?: Id;
  readonly lastPinAtMs?: number;
}

export interface GroupAnnouncement {
  readonly content: string;
  readonly atMs: number;
}

export interface GroupMember {
  readonly channelId: Id;
  readonly userId: Id;
  readonly role: GroupRole;
  readonly joinedAtMs: number;
  /** The channel's head when joining: messages up to it were said before. */
  readonly joinedSeq: number;
  readonly mutedUntilMs?: number;
}

/** What members do to a group and to each other, apart from talking. */
export type GroupAct =
  | 'invite'
  | 'add'
  | 'decide_requests'
  | 'kick'
  | 'mute'
  | 'change_role'
  | 'transfer'
  | 'dissolve'
  | 'update'
  | 'announce'
  | 'mention_everyone'
  | 'moderate_messages';

const lowestRoleOf = {
  invite: 'member',
  add: 'admin',
  decide_requests: 'admin',
  kick: 'admin',
  mute: 'admin',
  change_role: 'owner',
  transfer: 'owner',
  dissolve: 'owner',
  update: 'admin',
  announce: 'admin',
  mention_everyone: 'admin',
  moderate_messages: 'admin',
} as const satisfies Record<GroupAct, GroupRole>;

/** Where not everybody may come in, members invite nobody past the admins. */
export function mayInGroup({ role }: Pick<GroupMember, 'role'>, act: GroupAct, { joinMode }: Group): boolean {
  const lowest = act === 'invite' && joinMode !== 'open' ? 'admin' : lowestRoleOf[act];
  return rank(role) <= rank(lowest);
}

/** Whether the one stands above the other: owner, admin, member. */
export const outranksInGroup = (one: Pick<GroupMember, 'role'>, other: Pick<GroupMember, 'role'>): boolean =>
  rank(one.role) < rank(other.role);

const rank = (role: GroupRole): number => groupRoles.indexOf(role);

export const isMutedInGroup = ({ mutedUntilMs }: Pick<GroupMember, 'mutedUntilMs'>, nowMs: number): boolean =>
  mutedUntilMs !== undefined && mutedUntilMs > nowMs;

/** The last message a member may not see, by its `seq`; undefined: the member sees all. */
export const historyBoundOf = (
  { isHistoryVisible }: Pick<Group, 'isHistoryVisible'>,
  { joinedSeq }: Pick<GroupMember, 'joinedSeq'>,
): number | undefined => (isHistoryVisible || joinedSeq === 0 ? undefined : joinedSeq);
