import type { Id } from '../../shared/ids';
import type { Guild, Member, Overwrite, Role } from './guild';
import { ALL_PERMISSIONS, hasPermission, NO_PERMISSIONS, Permission, TIMED_OUT_PERMISSIONS } from './permissions';

export interface PermissionContext {
  readonly guild: Pick<Guild, 'id' | 'ownerId'>;
  readonly roles: ReadonlyMap<Id, Pick<Role, 'permissions'>>;
  /** Undefined: not a member, and so without any permission. */
  readonly member: Pick<Member, 'userId' | 'roleIds' | 'timeoutUntilMs'> | undefined;
  /** Of the channel asked about (of a thread: its parent's); absent for what a member may do in the guild as a whole. */
  readonly overwrites?: readonly Overwrite[];
  /** Whether the channel asked about is a thread: writing in it is a permission of its own. */
  readonly isThread?: boolean;
  readonly nowMs: number;
}

/**
 * What a member may do in a guild or one of its channels.
 * https://docs.discord.com/developers/topics/permissions#permission-overwrites
 */
export function computePermissions(context: PermissionContext): bigint {
  const { guild, member, overwrites } = context;
  if (!member) return NO_PERMISSIONS;
  if (member.userId === guild.ownerId) return ALL_PERMISSIONS;
  const base = basePermissions(context, member);
  if (hasPermission(base, Permission.administrator)) return ALL_PERMISSIONS;
  const permissions = overwrites ? inChannel(base, context, member, overwrites) : base;
  const isTimedOut = member.timeoutUntilMs !== undefined && member.timeoutUntilMs > context.nowMs;
  return isTimedOut ? permissions & TIMED_OUT_PERMISSIONS : permissions;
}

function basePermissions(
  { guild, roles }: PermissionContext,
  member: NonNullable<PermissionContext['member']>,
): bigint {
  const everyone = roles.get(guild.id)?.permissions ?? NO_PERMISSIONS;
  return member.roleIds.reduce((all, roleId) => all | (roles.get(roleId)?.permissions ?? NO_PERMISSIONS), everyone);
}

function inChannel(
  base: bigint,
  { guild, isThread }: PermissionContext,
  member: NonNullable<PermissionContext['member']>,
  overwrites: readonly Overwrite[],
): bigint {
  const roleIds = new Set(member.roleIds);
  const everyone = overwrites.filter((one) => one.kind === 'role' && one.targetId === guild.id);
  const ofRoles = overwrites.filter((one) => one.kind === 'role' && roleIds.has(one.targetId));
  const own = overwrites.filter((one) => one.kind === 'member' && one.targetId === member.userId);
  const permissions = [everyone, ofRoles, own].reduce(apply, base);
  if (!hasPermission(permissions, Permission.viewChannel)) return NO_PERMISSIONS;
  return isThread ? inThread(permissions) : permissions;
}

function apply(permissions: bigint, overwrites: readonly Overwrite[]): bigint {
  const deny = overwrites.reduce((bits, one) => bits | one.deny, 0n);
  const allow = overwrites.reduce((bits, one) => bits | one.allow, 0n);
  return (permissions & ~deny) | allow;
}

/** In a thread the permission to send is that to send in threads. */
function inThread(permissions: bigint): bigint {
  const withoutSend = permissions & ~Permission.sendMessages;
  return hasPermission(permissions, Permission.sendMessagesInThreads)
    ? withoutSend | Permission.sendMessages
    : withoutSend;
}
