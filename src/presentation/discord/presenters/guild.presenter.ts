import type { APIBan, APIEmoji, APIGuild, APIGuildMember, APIRole, APIUser, GuildFeature } from 'discord-api-types/v10';
import type { GuildSnapshot } from '../../../application/guilds';
import type { Emoji, Guild, GuildBan, Member, Role } from '../../../domain/guilds';

/** As a number, because none of the flag types has a name for none. */
const NO_FLAGS: number = 0;
const time = (ms: number): string => new Date(ms).toISOString();

/** https://docs.discord.com/developers/topics/permissions#role-object */
export const presentRole = (role: Role): APIRole => ({
  id: role.id,
  name: role.name,
  color: role.color,
  colors: {
    primary_color: role.color,
    secondary_color: role.secondaryColor ?? null,
    tertiary_color: role.tertiaryColor ?? null,
  },
  hoist: role.hoist,
  icon: role.icon ?? null,
  unicode_emoji: role.unicodeEmoji ?? null,
  position: role.position,
  permissions: role.permissions.toString(),
  managed: role.managed,
  mentionable: role.mentionable,
  ...(role.botId !== undefined && { tags: { bot_id: role.botId } }),
  flags: NO_FLAGS,
});

/** https://docs.discord.com/developers/resources/guild#guild-member-object */
export const presentMember = (member: Member, user: APIUser): APIGuildMember => ({
  ...presentMemberWithoutUser(member),
  user,
});

export const presentMemberWithoutUser = (member: Member): Omit<APIGuildMember, 'user'> => ({
  nick: member.nick ?? null,
  avatar: member.avatar ?? null,
  roles: [...member.roleIds],
  joined_at: time(member.joinedAtMs),
  premium_since: null,
  deaf: false,
  mute: false,
  pending: false,
  communication_disabled_until: member.timeoutUntilMs === undefined ? null : time(member.timeoutUntilMs),
  flags: member.flags,
});

/** https://docs.discord.com/developers/resources/emoji#emoji-object */
export const presentEmoji = (emoji: Emoji, creator?: APIUser): APIEmoji => ({
  id: emoji.id,
  name: emoji.name,
  roles: [...emoji.roleIds],
  ...(creator && { user: creator }),
  require_colons: true,
  managed: false,
  animated: emoji.animated,
  available: true,
});

export const presentBan = (ban: GuildBan, user: APIUser): APIBan => ({ reason: ban.reason ?? null, user });

/** https://docs.discord.com/developers/resources/guild#guild-object */
export const presentGuild = ({
  guild,
  roles,
  emojis,
}: Pick<GuildSnapshot, 'guild' | 'roles' | 'emojis'>): APIGuild => ({
  ...presentGuildSettings(guild),
  roles: [...roles.values()].map(presentRole),
  emojis: [...emojis.values()].map((emoji) => presentEmoji(emoji)),
  stickers: [],
});

const presentGuildSettings = (guild: Guild): Omit<APIGuild, 'emojis' | 'roles' | 'stickers'> => ({
  id: guild.id,
  name: guild.name,
  icon: guild.icon ?? null,
  splash: null,
  discovery_splash: null,
  banner: null,
  description: guild.description ?? null,
  features: [] as GuildFeature[],
  owner_id: guild.ownerId,
  afk_channel_id: guild.afkChannelId ?? null,
  afk_timeout: guild.afkTimeoutSeconds as APIGuild['afk_timeout'],
  widget_enabled: false,
  widget_channel_id: null,
  verification_level: guild.verificationLevel,
  default_message_notifications: guild.defaultMessageNotifications,
  explicit_content_filter: guild.explicitContentFilter,
  mfa_level: 0,
  application_id: null,
  system_channel_id: guild.systemChannelId ?? null,
  system_channel_flags: NO_FLAGS,
  rules_channel_id: guild.rulesChannelId ?? null,
  max_presences: null,
  max_members: 500_000,
  vanity_url_code: null,
  premium_tier: 0,
  premium_subscription_count: 0,
  preferred_locale: guild.preferredLocale as APIGuild['preferred_locale'],
  public_updates_channel_id: null,
  max_video_channel_users: 25,
  max_stage_video_channel_users: 50,
  nsfw_level: 0,
  premium_progress_bar_enabled: false,
  safety_alerts_channel_id: null,
  incidents_data: null,
  hub_type: null,
  region: null,
});
