import { Injectable } from '@nestjs/common';
import {
  findQuery,
  isSearched,
  type Message,
  searchQuery,
  type SearchQuery,
  snippetOf,
  type TextRange,
} from '../../../domain/messaging';
import { invalid } from '../../../shared/errors';
import { compareIds, type Id, isId } from '../../../shared/ids';
import type { Actor } from '../../shared/actor';
import { ChannelPolicies } from '../channel-policy';
import { MessageSearch, type SearchBlock } from './message-search';

export const SEARCH_PAGE_MAX = 100;
/** Blocks looked through with one query each; a round is only begun when the ones before did not fill the page. */
export const SEARCH_ROUND_BLOCKS: readonly number[] = [64, 256, 1_024];
const BLOCKS_MAX = SEARCH_ROUND_BLOCKS.reduce((sum, blocks) => sum + blocks);
/** Candidates of a round beside those the page needs, for those that have all pairs but not the text. */
export const SPARE_CANDIDATES = 100;

export interface SearchMessagesInput {
  readonly query: string;
  /** Absent: all own conversations. */
  readonly channelId?: Id;
  readonly fromUserId?: Id;
  /** Exclusive. */
  readonly before?: Id;
  readonly limit: number;
}

export interface SearchHit {
  readonly message: Message;
  /** Where the query stands in the content, the first ones. */
  readonly ranges: readonly TextRange[];
  /** HTML: the content around the first of them, marked with `<em>`. */
  readonly snippet: string;
}

export interface SearchPage {
  /** Newest first. */
  readonly hits: readonly SearchHit[];
  /** What to ask for with `before` to go on, possibly without hits so far; absent when everything was looked through. */
  readonly next?: Id;
}

/** Finds text in the conversations that somebody takes part in. */
@Injectable()
export class SearchMessages {
  constructor(
    private readonly policies: ChannelPolicies,
    private readonly search: MessageSearch,
  ) {}

  /** @throws AppError `invalid`, or what the policy of the channel refuses with */
  async execute(actor: Actor, input: SearchMessagesInput): Promise<SearchPage> {
    const query = searchQuery(input.query);
    checkInput(input);
    if (input.channelId !== undefined) await this.requireChannel(actor, input.channelId);
    if (actor.kind !== 'account') return { hits: [] };
    const { channelId, before } = input;
    const blocks = await this.search.blocks({ userId: actor.userId, channelId, before, limit: BLOCKS_MAX + 1 });
    return this.lookThrough(blocks, query, input);
  }

  private async requireChannel(actor: Actor, channelId: Id): Promise<void> {
    const policy = await this.policies.of(channelId);
    await policy.requireHistory(actor, channelId);
    if (!isSearched(policy.kind)) throw invalid('channelId', 'messages of this channel cannot be searched');
  }

  /** Until the page is full: a hit counts when whatever may be newer was looked through too. */
  private async lookThrough(
    blocks: readonly SearchBlock[],
    query: SearchQuery,
    { fromUserId, before, limit }: SearchMessagesInput,
  ): Promise<SearchPage> {
    const hits: SearchHit[] = [];
    const wanted = limit + SPARE_CANDIDATES;
    let looked = 0;
    let seenFrom: Id | undefined;
    for (const size of SEARCH_ROUND_BLOCKS) {
      const round = blocks.slice(looked, looked + size);
      if (round.length === 0) break;
      looked += size;
      const candidates = await this.search.candidates({ blocks: round, query, fromUserId, before, limit: wanted });
      hits.push(...hitsOf(candidates, query));
      const oldest = candidates.length === wanted ? candidates.at(-1)?.id : undefined;
      seenFrom = newer(oldest, after(blocks[looked]?.newestId));
      if (oldest !== undefined || countFrom(hits, seenFrom) >= limit) break;
    }
    return pageOf(hits, limit, seenFrom);
  }
}

function checkInput({ limit, before, fromUserId }: SearchMessagesInput): void {
  if (!Number.isInteger(limit) || limit < 1 || limit > SEARCH_PAGE_MAX) {
    throw invalid('limit', `limit must be an integer from 1 to ${SEARCH_PAGE_MAX}`);
  }
  if (before !== undefined && !isId(before)) throw invalid('before', 'before must be an id');
  if (fromUserId !== undefined && !isId(fromUserId)) throw invalid('fromUserId', 'fromUserId must be an id');
}

const hitsOf = (candidates: readonly Message[], query: SearchQuery): SearchHit[] =>
  candidates.flatMap((message) => {
    const ranges = findQuery(query, message.content);
    return ranges.length > 0 ? [{ message, ranges, snippet: snippetOf(message.content, ranges) }] : [];
  });

/** @param seenFrom messages with a lower id were not all looked through; undefined: all were */
function pageOf(found: readonly SearchHit[], limit: number, seenFrom: Id | undefined): SearchPage {
  const certain = found
    .filter(({ message }) => isFrom(message.id, seenFrom))
    .sort((one, other) => compareIds(other.message.id, one.message.id));
  const hits = certain.slice(0, limit);
  const next = certain.length > limit ? hits.at(-1)?.message.id : seenFrom;
  return { hits, ...(next !== undefined && { next }) };
}

const isFrom = (id: Id, from: Id | undefined): boolean => from === undefined || compareIds(id, from) >= 0;

const countFrom = (hits: readonly SearchHit[], from: Id | undefined): number =>
  hits.filter(({ message }) => isFrom(message.id, from)).length;

const after = (id: Id | undefined): Id | undefined => (id === undefined ? undefined : (BigInt(id) + 1n).toString());

function newer(one: Id | undefined, other: Id | undefined): Id | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return compareIds(one, other) > 0 ? one : other;
}
