/** Emojis of one guild at most, still and moving ones each. */
export const EMOJIS_MAX = 250;
export const EMOJI_NAME_MIN = 2;
export const EMOJI_NAME_MAX = 32;

/** What stands between the colons of a text. */
export const isEmojiName = (name: string): boolean =>
  name.length >= EMOJI_NAME_MIN && name.length <= EMOJI_NAME_MAX && /^\w+$/.test(name);
