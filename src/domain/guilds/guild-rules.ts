import { invalid } from '../../shared/errors';
import type { Id } from '../../shared/ids';
import { codePointLength } from '../../shared/text';
import type { Guild, GuildChannel, GuildChannelType } from './guild';

/** Guilds one account may be in. */
export const GUILDS_MAX = 200;
export const GUILD_NAME_LENGTH_MIN = 2;
export const GUILD_NAME_LENGTH_MAX = 100;
export const GUILD_DESCRIPTION_LENGTH_MAX = 300;
export const VERIFICATION_LEVEL_MAX = 4;
export const NOTIFICATION_LEVEL_MAX = 1;
export const CONTENT_FILTER_MAX = 2;
/** Seconds. */
export const afkTimeouts = [60, 300, 900, 1_800, 3_600] as const;
export const AFK_TIMEOUT_SECONDS_DEFAULT = 300;
export const LOCALE_DEFAULT = 'en-US';

/** @throws AppError `invalid` */
export function guildName(text: string): string {
  const name = text.trim();
  const length = codePointLength(name);
  if (length >= GUILD_NAME_LENGTH_MIN && length <= GUILD_NAME_LENGTH_MAX) return name;
  throw invalid('name', `must be between ${GUILD_NAME_LENGTH_MIN} and ${GUILD_NAME_LENGTH_MAX} in length`);
}

/** Channels of a guild that have a task in it, by what the settings call them. */
const channelTasks = [
  ['systemChannelId', 'system_channel_id', ['text', 'announcement']],
  ['rulesChannelId', 'rules_channel_id', ['text', 'announcement']],
  ['afkChannelId', 'afk_channel_id', ['voice']],
] as const satisfies readonly (readonly [keyof Guild, string, readonly GuildChannelType[]])[];

/** @throws AppError `invalid` when a channel with a task is none of the guild's, or of the wrong type */
export function checkChannelTasks(guild: Guild, channels: ReadonlyMap<Id, Pick<GuildChannel, 'type'>>): void {
  for (const [key, field, types] of channelTasks) {
    const channelId = guild[key];
    if (channelId === undefined) continue;
    const type = channels.get(channelId)?.type;
    if (!types.some((fitting) => fitting === type)) throw invalid(field, 'must be the id of a fitting channel');
  }
}

export const hasChannelTask = (guild: Guild, channelId: Id): boolean =>
  channelTasks.some(([key]) => guild[key] === channelId);

/** The guild after the channel is gone. */
export function withoutChannelTask(guild: Guild, channelId: Id): Guild {
  const kept = (id: Id | undefined): Id | undefined => (id === channelId ? undefined : id);
  const { systemChannelId, rulesChannelId, afkChannelId } = guild;
  return {
    ...guild,
    systemChannelId: kept(systemChannelId),
    rulesChannelId: kept(rulesChannelId),
    afkChannelId: kept(afkChannelId),
  };
}
