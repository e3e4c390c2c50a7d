/** Places are counted in UTF-16 units, as `slice` does. */
interface FoldedText {
  readonly text: string;
  /** For each UTF-16 unit of `text`, where the original character it is made of begins ... */
  readonly starts: readonly number[];
  /** ... and ends. */
  readonly ends: readonly number[];
}

/**
 * A base and what melts into it when composed: combining marks, the vowels and final consonants of Hangul, the half-width
 * voicing marks of Katakana. Folding goes character by character, so a part of a text folds to a part of the folded text.
 */
const character = /[^][\p{M}\u1160-\u11ff\ud7b0-\ud7ff\uff9e\uff9f\uffc2-\uffdc]*/gu;
/** Folded by themselves, unless something melts into them: most of what is written. */
const plain = /^[\n -@[-`a-z{-~\u4e00-\u9fff\u3400-\u4dbf\u3001\u3002]$/;
const space = /^\p{White_Space}$/u;

const foldings = new Map<string, string>();
/** Different characters whose folded form is remembered. */
const FOLDINGS_MAX = 10_000;

/**
 * The form in which text is searched: NFKC, without case (by way of the capitals, so that the two small sigmas are one),
 * white space as single spaces.
 */
export const foldText = (text: string): string => foldWithPlaces(text).text;

/** As {@link foldText}, knowing where everything comes from. */
export function foldWithPlaces(original: string): FoldedText {
  let text = '';
  const [starts, ends]: [number[], number[]] = [[], []];
  for (const { 0: found, index } of original.matchAll(character)) {
    for (const one of foldCharacter(found)) {
      const folded = space.test(one) ? ' ' : one;
      if (folded === ' ' && text.endsWith(' ')) continue;
      text += folded;
      for (let unit = 0; unit < folded.length; unit += 1) {
        starts.push(index);
        ends.push(index + found.length);
      }
    }
  }
  return { text, starts, ends };
}

function foldCharacter(found: string): string {
  if (plain.test(found)) return found;
  const known = foldings.get(found);
  if (known !== undefined) return known;
  const folded = found.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC');
  if (foldings.size >= FOLDINGS_MAX) foldings.clear();
  foldings.set(found, folded);
  return folded;
}
