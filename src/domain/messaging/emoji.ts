import { isId } from '../../shared/ids';
import type { ReactionEmoji } from './message-details';

/** Kinds of reactions under one message. */
export const REACTION_KINDS_MAX = 20;
/** UTF-16 units of an emoji's written form at most: the longest sequences of flags and families, and `name:id`. */
const EMOJI_TEXT_MAX = 64;
const EMOJI_STYLE = '\ufe0f';

/** https://www.unicode.org/reports/tr51/ : every emoji that Unicode recommends for interchange. */
const recommended = new RegExp('^\\p{RGI_Emoji}$', 'v');
const custom = /^(?:a:)?([\w~]{1,32}):(\d{1,19})$/;

/** Reads a Unicode emoji, or `name:id` of a custom one; undefined for anything else. */
export function parseEmoji(text: string): ReactionEmoji | undefined {
  if (text.length > EMOJI_TEXT_MAX) return undefined;
  const [, name, id] = custom.exec(text) ?? [];
  if (name !== undefined && isId(id)) return { id, name };
  const emoji = fullForm(text);
  return emoji === undefined ? undefined : { name: emoji };
}

/** People leave out the sign that asks for the coloured form; the same emoji must be one kind. */
function fullForm(text: string): string | undefined {
  const [first = '', ...rest] = [...text];
  const forms = [text, `${text}${EMOJI_STYLE}`, `${first}${EMOJI_STYLE}${rest.join('')}`];
  return forms.find((form) => recommended.test(form));
}
