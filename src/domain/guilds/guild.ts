import type { Id } from '../../shared/ids';

export interface Guild {
  readonly id: Id;
  readonly name: string;
  readonly ownerId: Id;
  readonly icon?: string;
  readonly description?: string;
  readonly systemChannelId?: Id;
  readonly rulesChannelId?: Id;
  readonly afkChannelId?: Id;
  readonly afkTimeoutSeconds: number;
  readonly verificationLevel: number;
  readonly defaultMessageNotifications: number;
  readonly explicitContentFilter: number;
  readonly preferredLocale: string;
  readonly memberCount: number;
}

/** The role with the guild's own id is @everyone: every member has it, nobody's list names it. */
export interface Role {
  readonly id: Id;
  readonly guildId: Id;
  readonly name: string;
  /** 0xRRGGBB; 0 for none. */
  readonly color: number;
  readonly secondaryColor?: number;
  readonly tertiaryColor?: number;
  readonly hoist: boolean;
  readonly mentionable: boolean;
  readonly permissions: bigint;
  readonly position: number;
  readonly icon?: string;
  readonly unicodeEmoji?: string;
  /** Belongs to a bot: nobody assigns or deletes it. */
  readonly managed: boolean;
  readonly botId?: Id;
}

export interface Overwrite {
  readonly targetId: Id;
  readonly kind: 'role' | 'member';
  readonly allow: bigint;
  readonly deny: bigint;
}

export const guildChannelTypes = ['text', 'voice', 'category', 'announcement'] as const;
export type GuildChannelType = (typeof guildChannelTypes)[number];

export interface GuildChannel {
  readonly id: Id;
  readonly guildId: Id;
  readonly type: GuildChannelType;
  readonly name: string;
  /** The category it stands in. */
  readonly parentId?: Id;
  readonly position: number;
  readonly topic?: string;
  readonly nsfw: boolean;
  readonly slowModeSeconds: number;
  readonly overwrites: readonly Overwrite[];
  /** As of when it was read; moves with every message. */
  readonly lastMessageId?: Id;
  readonly lastPinAtMs?: number;
  readonly bitrate?: number;
  readonly userLimit?: number;
  readonly autoArchiveMinutes?: number;
}

export const threadTypes = ['public', 'private', 'announcement'] as const;
export type ThreadType = (typeof threadTypes)[number];

export interface Thread {
  readonly id: Id;
  readonly guildId: Id;
  readonly parentId: Id;
  readonly ownerId: Id;
  readonly type: ThreadType;
  readonly name: string;
  readonly isArchived: boolean;
  readonly isLocked: boolean;
  /** Private threads: whether members who do not moderate may add others. */
  readonly isInvitable?: boolean;
  readonly autoArchiveMinutes: number;
  /** When it was last archived, unarchived or made. */
  readonly archiveChangedAtMs: number;
  readonly slowModeSeconds: number;
  readonly memberCount: number;
  /** Without the entry that stands for the message it was made from. */
  readonly messageCount: number;
  readonly lastMessageId?: Id;
  readonly lastPinAtMs?: number;
  /** Private threads only: whoever may see it besides moderators of threads. */
  readonly memberIds?: readonly Id[];
}

export interface ThreadMember {
  readonly threadId: Id;
  readonly userId: Id;
  readonly joinedAtMs: number;
}

export interface Member {
  readonly guildId: Id;
  readonly userId: Id;
  readonly nick?: string;
  readonly avatar?: string;
  /** Without @everyone. */
  readonly roleIds: readonly Id[];
  readonly joinedAtMs: number;
  /** A time in the past means none. */
  readonly timeoutUntilMs?: number;
  readonly flags: number;
}

export interface GuildBan {
  readonly guildId: Id;
  readonly userId: Id;
  readonly reason?: string;
}

export interface Invite {
  readonly code: string;
  readonly guildId: Id;
  readonly channelId: Id;
  readonly inviterId: Id;
  readonly uses: number;
  /** 0: any number. */
  readonly maxUses: number;
  /** 0: for ever. */
  readonly maxAgeSeconds: number;
  readonly temporary: boolean;
  readonly createdAtMs: number;
  readonly expiresAtMs?: number;
}

export interface Emoji {
  readonly id: Id;
  readonly guildId: Id;
  readonly name: string;
  readonly creatorId: Id;
  readonly animated: boolean;
  /** Empty: everybody may use it. */
  readonly roleIds: readonly Id[];
}

/** An IncomingWebhook: posts into a channel with a secret of its own, which is derived and never stored. */
export interface IncomingWebhook {
  readonly id: Id;
  readonly guildId: Id;
  readonly channelId: Id;
  readonly creatorId?: Id;
  readonly name: string;
  readonly avatar?: string;
  readonly applicationId?: Id;
  /** What the token is derived from besides the server's secret; a new one makes a new token. */
  readonly tokenNonce: string;
}

export interface AuditLogEntry {
  readonly id: Id;
  readonly guildId: Id;
  readonly userId: Id;
  readonly targetId?: Id;
  /** https://docs.discord.com/developers/resources/audit-log#audit-log-entry-object-audit-log-events */
  readonly actionType: number;
  readonly reason?: string;
  readonly changes?: readonly AuditLogChange[];
  readonly options?: Readonly<Record<string, string>>;
}

export interface AuditLogChange {
  readonly key: string;
  readonly oldValue?: unknown;
  readonly newValue?: unknown;
}
