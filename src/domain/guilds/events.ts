import type { DomainEvent } from '../../shared/events';
import type { Id } from '../../shared/ids';
import type {
  AuditLogEntry,
  Emoji,
  Guild,
  GuildBan,
  GuildChannel,
  Invite,
  Member,
  Role,
  Thread,
  ThreadMember,
} from './guild';

/** Something that happened in a guild; told to those of its members who may see it. */
export interface GuildEventBase extends DomainEvent {
  readonly guildId: Id;
}

export interface GuildUpdated extends GuildEventBase {
  readonly type: 'guild.updated';
  readonly guild: Guild;
}
export interface GuildDeleted extends GuildEventBase {
  readonly type: 'guild.deleted';
}
/** The newcomer's own sessions are told the whole guild. Also recorded for the founder of a new guild. */
export interface MemberJoined extends GuildEventBase {
  readonly type: 'member.joined';
  readonly member: Member;
}
export interface MemberUpdated extends GuildEventBase {
  readonly type: 'member.updated';
  readonly member: Member;
}
/** Left, kicked or banned: their sessions lose the guild at once. */
export interface MemberLeft extends GuildEventBase {
  readonly type: 'member.left';
  readonly userId: Id;
}
export interface BanAdded extends GuildEventBase {
  readonly type: 'ban.added';
  readonly ban: GuildBan;
}
export interface BanRemoved extends GuildEventBase {
  readonly type: 'ban.removed';
  readonly ban: GuildBan;
}
export interface RoleCreated extends GuildEventBase {
  readonly type: 'role.created';
  readonly role: Role;
}
export interface RoleUpdated extends GuildEventBase {
  readonly type: 'role.updated';
  readonly role: Role;
}
export interface RoleDeleted extends GuildEventBase {
  readonly type: 'role.deleted';
  readonly roleId: Id;
}
export interface GuildChannelCreated extends GuildEventBase {
  readonly type: 'guild_channel.created';
  readonly channel: GuildChannel;
}
/** Also for a changed overwrite. */
export interface GuildChannelUpdated extends GuildEventBase {
  readonly type: 'guild_channel.updated';
  readonly channel: GuildChannel;
}
export interface GuildChannelDeleted extends GuildEventBase {
  readonly type: 'guild_channel.deleted';
  readonly channel: GuildChannel;
}
export interface ThreadCreated extends GuildEventBase {
  readonly type: 'thread.created';
  readonly thread: Thread;
}
export interface ThreadUpdated extends GuildEventBase {
  readonly type: 'thread.updated';
  readonly thread: Thread;
}
export interface ThreadDeleted extends GuildEventBase {
  readonly type: 'thread.deleted';
  readonly thread: Thread;
}
export interface ThreadMembersChanged extends GuildEventBase {
  readonly type: 'thread.members_changed';
  readonly thread: Thread;
  readonly added: readonly ThreadMember[];
  readonly removedUserIds: readonly Id[];
}
export interface EmojisUpdated extends GuildEventBase {
  readonly type: 'emojis.updated';
  readonly emojis: readonly Emoji[];
}
export interface WebhooksUpdated extends GuildEventBase {
  readonly type: 'webhooks.updated';
  readonly channelId: Id;
}
export interface InviteCreated extends GuildEventBase {
  readonly type: 'invite.created';
  readonly invite: Invite;
}
export interface InviteDeleted extends GuildEventBase {
  readonly type: 'invite.deleted';
  readonly channelId: Id;
  readonly code: string;
}
export interface AuditLogged extends GuildEventBase {
  readonly type: 'audit.logged';
  readonly entry: AuditLogEntry;
}

export type GuildEvent =
  | GuildUpdated
  | GuildDeleted
  | MemberJoined
  | MemberUpdated
  | MemberLeft
  | BanAdded
  | BanRemoved
  | RoleCreated
  | RoleUpdated
  | RoleDeleted
  | GuildChannelCreated
  | GuildChannelUpdated
  | GuildChannelDeleted
  | ThreadCreated
  | ThreadUpdated
  | ThreadDeleted
  | ThreadMembersChanged
  | EmojisUpdated
  | WebhooksUpdated
  | InviteCreated
  | InviteDeleted
  | AuditLogged;
