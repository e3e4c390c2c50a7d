import type { AuditFields, Guild } from '../../domain/guilds';
import type { Id } from '../../shared/ids';

/** What may be chosen about a guild; null clears, absent leaves it as it is. */
export interface GuildSettings {
  readonly name?: string;
  /** A picture as a data URI. */
  readonly icon?: string | null;
  readonly description?: string | null;
  readonly systemChannelId?: Id | null;
  readonly rulesChannelId?: Id | null;
  readonly afkChannelId?: Id | null;
  readonly afkTimeoutSeconds?: number;
  readonly verificationLevel?: number;
  readonly defaultMessageNotifications?: number;
  readonly explicitContentFilter?: number;
  readonly preferredLocale?: string;
}

const chosen = <Value>(wanted: Value | null | undefined, old: Value | undefined): Value | undefined =>
  wanted === undefined ? old : (wanted ?? undefined);

/** @param icon name of the stored picture; null for none, undefined leaves it as it is */
export const withGuildSettings = (guild: Guild, settings: GuildSettings, icon: string | null | undefined): Guild => ({
  ...guild,
  name: settings.name ?? guild.name,
  icon: chosen(icon, guild.icon),
  description: chosen(settings.description, guild.description) || undefined,
  systemChannelId: chosen(settings.systemChannelId, guild.systemChannelId),
  rulesChannelId: chosen(settings.rulesChannelId, guild.rulesChannelId),
  afkChannelId: chosen(settings.afkChannelId, guild.afkChannelId),
  afkTimeoutSeconds: settings.afkTimeoutSeconds ?? guild.afkTimeoutSeconds,
  verificationLevel: settings.verificationLevel ?? guild.verificationLevel,
  defaultMessageNotifications: settings.defaultMessageNotifications ?? guild.defaultMessageNotifications,
  explicitContentFilter: settings.explicitContentFilter ?? guild.explicitContentFilter,
  preferredLocale: settings.preferredLocale ?? guild.preferredLocale,
});

export const auditFieldsOfGuild = (guild: Guild): AuditFields => ({
  name: guild.name,
  icon_hash: guild.icon,
  description: guild.description,
  owner_id: guild.ownerId,
  system_channel_id: guild.systemChannelId,
  rules_channel_id: guild.rulesChannelId,
  afk_channel_id: guild.afkChannelId,
  afk_timeout: guild.afkTimeoutSeconds,
  verification_level: guild.verificationLevel,
  default_message_notifications: guild.defaultMessageNotifications,
  explicit_content_filter: guild.explicitContentFilter,
  preferred_locale: guild.preferredLocale,
});
