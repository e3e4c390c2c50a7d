import type {
  APIUser,
  GatewayGuildAuditLogEntryCreateDispatchData,
  GatewayGuildMemberAddDispatchData,
  GatewayInviteCreateDispatchData,
  GatewayPresenceUpdateDispatchData,
  GatewayThreadMembersUpdateDispatchData,
} from 'discord-api-types/v10';
import type { UserPresence } from '../../../../application/realtime';
import type { AuditLogEntry, Invite, Member, Thread, ThreadMember } from '../../../../domain/guilds';
import type { Id } from '../../../../shared/ids';
import { presentThreadMember } from '../../presenters/channel.presenter';
import { presentMember } from '../../presenters/guild.presenter';
import { presentUser } from '../../presenters/user.presenter';

const time = (ms: number): string => new Date(ms).toISOString();

/** GUILD_MEMBER_ADD and GUILD_MEMBER_UPDATE. */
export const memberPayload = (member: Member, user: APIUser): GatewayGuildMemberAddDispatchData => ({
  ...presentMember(member, user),
  guild_id: member.guildId,
});

export function invitePayload(invite: Invite, inviter: APIUser): GatewayInviteCreateDispatchData {
  return {
    channel_id: invite.channelId,
    guild_id: invite.guildId,
    code: invite.code,
    created_at: time(invite.createdAtMs),
    expires_at: invite.expiresAtMs === undefined ? null : time(invite.expiresAtMs),
    inviter,
    max_age: invite.maxAgeSeconds,
    max_uses: invite.maxUses,
    temporary: invite.temporary,
    uses: 0,
  };
}

export function auditPayload(entry: AuditLogEntry): GatewayGuildAuditLogEntryCreateDispatchData {
  return {
    id: entry.id,
    guild_id: entry.guildId,
    user_id: entry.userId,
    target_id: entry.targetId ?? null,
    action_type: entry.actionType,
    changes: (entry.changes ?? []).map(({ key, oldValue, newValue }) => ({
      key,
      ...(oldValue !== undefined && { old_value: oldValue }),
      ...(newValue !== undefined && { new_value: newValue }),
    })),
    ...(entry.options && { options: entry.options }),
    ...(entry.reason !== undefined && { reason: entry.reason }),
  } as GatewayGuildAuditLogEntryCreateDispatchData;
}

export interface AddedThreadMember {
  readonly threadMember: ThreadMember;
  readonly member: Member;
  readonly user: APIUser;
  readonly presence: UserPresence;
}

export function threadMembersPayload(
  thread: Thread,
  added: readonly AddedThreadMember[],
  removedUserIds: readonly Id[],
): GatewayThreadMembersUpdateDispatchData {
  return {
    id: thread.id,
    guild_id: thread.guildId,
    member_count: Math.min(thread.memberCount, 50),
    ...(added.length > 0 && {
      added_members: added.map(({ threadMember, member, user, presence }) => ({
        ...presentThreadMember(threadMember),
        member: presentMember(member, user),
        presence: presencePayload(thread.guildId, member.userId, presence),
      })),
    }),
    ...(removedUserIds.length > 0 && { removed_member_ids: [...removedUserIds] }),
  };
}

/** https://docs.discord.com/developers/events/gateway-events#presence-update */
export function presencePayload(guildId: Id, userId: Id, presence: UserPresence): GatewayPresenceUpdateDispatchData {
  const { status, activities, isBot } = presence;
  return {
    user: { id: userId },
    guild_id: guildId,
    status,
    activities: activities.map(({ name, type, url, state, setAtMs }, index) => ({
      id: index.toString(),
      name,
      type,
      created_at: setAtMs,
      ...(url !== undefined && { url }),
      ...(state !== undefined && { state }),
    })),
    client_status: status === 'offline' ? {} : { [isBot ? 'web' : 'desktop']: status },
  } as GatewayPresenceUpdateDispatchData;
}

/** USER_UPDATE; e-mail only to the person itself, who is the only one to get this event. */
export const ownUserPayload = (profile: Parameters<typeof presentUser>[0] & { readonly email?: string }) => ({
  ...presentUser(profile),
  flags: 0,
  verified: true,
  mfa_enabled: false,
  ...(profile.kind === 'human' && { email: profile.email ?? null, bio: profile.bio ?? '' }),
});
