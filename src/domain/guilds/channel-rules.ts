import { invalid } from '../../shared/errors';
import type { Id } from '../../shared/ids';
import { codePointLength } from '../../shared/text';
import { guildError } from './errors';
import type { GuildChannel, GuildChannelType } from './guild';

/** Channels of one guild, categories included. */
export const GUILD_CHANNELS_MAX = 500;
/** Channels in one category. */
export const CATEGORY_CHANNELS_MAX = 50;
export const CHANNEL_NAME_LENGTH_MAX = 100;
export const CHANNEL_TOPIC_LENGTH_MAX = 1_024;
/** Seconds: six hours. */
export const CHANNEL_SLOW_MODE_SECONDS_MAX = 21_600;
export const CHANNEL_POSITION_MAX = 1_000_000;
export const BITRATE_MIN = 8_000;
export const BITRATE_MAX = 96_000;
/** People in a voice channel at once; 0 means as many as come. */
export const USER_LIMIT_MAX = 99;

/** Punctuation that a channel to write in may not have in its name. */
const refusedInNames = /[!"#$%&'()*+,./:;<=>?@[\\\]^`{|}~]/g;

/**
 * The name under which a channel is kept: one to write in has small letters and hyphens instead of spaces.
 * @throws AppError `invalid` when nothing is left of it, or too much
 */
export function channelName(type: GuildChannelType, text: string, field = 'name'): string {
  const isWritten = type === 'text' || type === 'announcement';
  const name = isWritten ? hyphenated(text) : text.trim();
  const length = codePointLength(name);
  if (length >= 1 && length <= CHANNEL_NAME_LENGTH_MAX) return name;
  throw invalid(field, `must be between 1 and ${CHANNEL_NAME_LENGTH_MAX} in length`);
}

const hyphenated = (text: string): string =>
  text
    .trim()
    .toLowerCase()
    .replace(refusedInNames, '')
    .replace(/\s+/g, '-')
    .replace(/-{2,}/g, '-')
    .replace(/^-|-$/g, '');

type Standing = Pick<GuildChannel, 'id' | 'type' | 'parentId'>;

/**
 * Whether the channels of a guild may stand as they do: within categories of the same guild that are not too full.
 * @throws AppError `invalid` naming `field`, `channels_max`
 */
export function checkPlaces(channels: ReadonlyMap<Id, Standing>, field = 'parent_id'): void {
  if (channels.size > GUILD_CHANNELS_MAX) throw guildError('channels_max');
  const children = new Map<Id, number>();
  for (const { type, parentId } of channels.values()) {
    if (parentId === undefined) continue;
    if (type === 'category') throw invalid(field, 'a category cannot stand in another');
    if (channels.get(parentId)?.type !== 'category') throw invalid(field, 'must be the id of a category of the guild');
    const count = (children.get(parentId) ?? 0) + 1;
    if (count > CATEGORY_CHANNELS_MAX) throw invalid(field, `a category has at most ${CATEGORY_CHANNELS_MAX} channels`);
    children.set(parentId, count);
  }
}

/** A new channel comes after those of its kind: categories, voice channels, and channels to write in. */
export function nextPosition(
  channels: Iterable<Pick<GuildChannel, 'type' | 'position'>>,
  type: GuildChannelType,
): number {
  let next = 0;
  for (const channel of channels) {
    if (sortingGroup(channel.type) === sortingGroup(type)) next = Math.max(next, channel.position + 1);
  }
  return next;
}

const sortingGroup = (type: GuildChannelType): GuildChannelType => (type === 'announcement' ? 'text' : type);

/** Only channels to write in become one another. @throws AppError `invalid` */
export function checkTypeChange(from: GuildChannelType, to: GuildChannelType): void {
  if (from === to || (sortingGroup(from) === 'text' && sortingGroup(to) === 'text')) return;
  throw invalid('type', 'a channel of this type cannot become one of that type');
}
