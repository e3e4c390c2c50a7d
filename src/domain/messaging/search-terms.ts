import { invalid } from '../../shared/errors';
import type { Id } from '../../shared/ids';
import { codePointLength, isStorableText } from '../../shared/text';
import type { ChannelKind } from './channel';
import { foldText, foldWithPlaces } from './search-text';

/** Code points of what is searched for. */
export const SEARCH_QUERY_LENGTH_MIN = 2;
export const SEARCH_QUERY_LENGTH_MAX = 100;
/** Messages of a channel whose terms are told from those of the channel's other messages: what one look-up can find. */
export const SEARCH_BLOCK_MESSAGES = 16_384;
/** Terms of a query that are looked up; what they find is compared with the whole query anyway. */
export const QUERY_TERMS_MAX = 8;
/** Places marked in one message. */
export const HIGHLIGHTS_MAX = 20;
/** UTF-16 units of a snippet before and after the first place ... */
const SNIPPET_BEFORE = 40;
const SNIPPET_AFTER = 120;

const searchedKinds: ReadonlySet<ChannelKind> = new Set(['direct', 'group']);

/** Whether messages of such a channel can be searched; only theirs have terms. */
export const isSearched = (kind: ChannelKind): boolean => searchedKinds.has(kind);

/** Where a message is: its terms differ from those of the same text in another channel, or far away in the same one. */
export interface TermPlace {
  readonly channelId: Id;
  readonly seq: number;
}

/** Where in a text something was found, in UTF-16 units, as `slice` takes them. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** Which block of its channel a message is in. */
export const searchBlockOf = (seq: number): number => Math.floor(seq / SEARCH_BLOCK_MESSAGES);

/**
 * What a message is found by: each pair of neighbouring code points of the folded text without white space, as a signed
 * 32-bit hash. So Chinese needs no dictionary, `Hello` and `２０２６` give `he el ll lo` and `20 02 26`, and an emoji of
 * several code points the pairs of these. The place is mixed in, so that a look-up meets only messages of its own channel
 * and block, however common the words are elsewhere. Hashes that coincide cost a comparison, never a wrong answer.
 */
export function searchTerms(place: TermPlace, text: string): readonly number[] {
  const salt = saltOf(place);
  return [...new Set(pairsOf(foldText(text)))].map((pair) => pair ^ salt);
}

/** What somebody looks for. */
export interface SearchQuery {
  readonly folded: string;
  /** To be mixed with the place by {@link termsAt}. */
  readonly pairs: readonly number[];
}

/** @throws AppError `invalid` for fewer than two or more than 100 characters */
export function searchQuery(text: string): SearchQuery {
  const length = codePointLength(text);
  if (length > SEARCH_QUERY_LENGTH_MAX) {
    throw invalid('query', `must have at most ${SEARCH_QUERY_LENGTH_MAX} characters`);
  }
  if (!isStorableText(text)) throw invalid('query', 'must not contain U+0000 or lone surrogates');
  const folded = foldText(text).trim();
  const pairs = [...new Set(pairsOf(folded))];
  if (length < SEARCH_QUERY_LENGTH_MIN || pairs.length === 0) {
    throw invalid('query', `must have at least ${SEARCH_QUERY_LENGTH_MIN} characters`);
  }
  return { folded, pairs: spread(pairs, QUERY_TERMS_MAX) };
}

/** The terms of a query as the messages of a block have them. */
export function termsAt({ pairs }: SearchQuery, channelId: Id, block: number): readonly number[] {
  const salt = saltOf({ channelId, seq: block * SEARCH_BLOCK_MESSAGES });
  return pairs.map((pair) => pair ^ salt);
}

/** Where the query stands in a text: the first {@link HIGHLIGHTS_MAX} places, none when it does not. */
export function findQuery({ folded }: SearchQuery, content: string): readonly TextRange[] {
  const { text, starts, ends } = foldWithPlaces(content);
  const ranges: TextRange[] = [];
  let from = text.indexOf(folded);
  while (from >= 0 && ranges.length < HIGHLIGHTS_MAX) {
    const next = from + folded.length;
    const range = { start: starts[from] ?? 0, end: ends[next - 1] ?? 0 };
    // Two places in what is one character before folding are one.
    if (range.start >= (ranges.at(-1)?.end ?? 0)) ranges.push(range);
    from = text.indexOf(folded, next);
  }
  return ranges;
}

/**
 * The part of a text around the first of the places, as HTML: each place inside `<em>`, everything else escaped, `…` where
 * something is left out.
 */
export function snippetOf(content: string, ranges: readonly TextRange[]): string {
  const first = ranges[0] ?? { start: 0, end: 0 };
  const from = wholeCharacter(content, Math.max(0, first.start - SNIPPET_BEFORE));
  const to = wholeCharacter(content, Math.min(content.length, first.end + SNIPPET_AFTER));
  let html = from > 0 ? '…' : '';
  let done = from;
  for (const { start, end } of ranges.filter((range) => range.end <= to)) {
    html += `${escapeHtml(content.slice(done, start))}<em>${escapeHtml(content.slice(start, end))}</em>`;
    done = end;
  }
  return `${html}${escapeHtml(content.slice(done, to))}${to < content.length ? '…' : ''}`;
}

/** Hashes of the pairs, in order, with repetitions. */
function pairsOf(folded: string): number[] {
  const pairs: number[] = [];
  let previous: number | undefined;
  for (const one of folded) {
    if (one === ' ') continue;
    const codePoint = one.codePointAt(0) ?? 0;
    if (previous !== undefined) pairs.push(mix(previous, codePoint));
    previous = codePoint;
  }
  return pairs;
}

function saltOf({ channelId, seq }: TermPlace): number {
  const id = BigInt(channelId);
  return mix(mix(Number(id >> 32n), Number(id & 0xffff_ffffn)), searchBlockOf(seq));
}

/** Two numbers as one of 32 bits, of which each depends on all of both; as in https://github.com/aappleby/smhasher. */
function mix(one: number, other: number): number {
  let hash = Math.imul(one ^ 0x9e37_79b9, 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13) ^ other, 0xc2b2_ae35);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  return hash ^ (hash >>> 15);
}

/** At most `count` of the items, evenly from the first to the last. */
function spread<Item>(items: readonly Item[], count: number): readonly Item[] {
  if (items.length <= count) return items;
  const step = (items.length - 1) / (count - 1);
  return items.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
}

/** The place itself, or the one before when it is between the two halves of a character. */
function wholeCharacter(content: string, place: number): number {
  const unit = content.charCodeAt(place);
  return place > 0 && unit >= 0xdc00 && unit <= 0xdfff ? place - 1 : place;
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (one) => escapes[one] ?? one);
