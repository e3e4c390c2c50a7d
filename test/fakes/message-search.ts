import {
  type BlocksQuery,
  type CandidatesQuery,
  MessageSearch,
  type SearchBlock,
} from '../../src/application/messaging';
import { type Message, searchBlockOf, searchTerms, termsAt } from '../../src/domain/messaging';
import { compareIds, type Id } from '../../src/shared/ids';
import { FakeMessages } from './messaging';

const newestFirst = (one: Id, other: Id): number => compareIds(other, one);

/** Searches {@link FakeMessages} by terms, as the index does, for those who {@link join}. */
export class FakeMessageSearch extends MessageSearch {
  readonly rounds: number[] = [];
  private readonly joined = new Map<Id, Map<Id, number>>();

  constructor(readonly messages = new FakeMessages()) {
    super();
  }

  join(userId: Id, channelId: Id, fromSeq = 0): void {
    const channels = this.joined.get(userId) ?? new Map<Id, number>();
    this.joined.set(userId, channels.set(channelId, fromSeq));
  }

  leave(userId: Id, channelId: Id): void {
    this.joined.get(userId)?.delete(channelId);
  }

  async blocks({ userId, channelId, before, limit }: BlocksQuery): Promise<readonly SearchBlock[]> {
    const channels = [...(this.joined.get(userId) ?? [])].filter(([id]) => channelId === undefined || id === channelId);
    return channels
      .flatMap(([id, fromSeq]) => this.blocksOf(id, fromSeq, before))
      .sort((one, other) => newestFirst(one.newestId, other.newestId))
      .slice(0, limit);
  }

  async candidates({ blocks, query, fromUserId, before, limit }: CandidatesQuery): Promise<readonly Message[]> {
    this.rounds.push(blocks.length);
    const places = new Map(blocks.map((block) => [`${block.channelId}:${block.block}`, block]));
    const isCandidate = (message: Message): boolean => {
      const block = places.get(`${message.channelId}:${searchBlockOf(message.seq)}`);
      if (!block || message.seq <= block.fromSeq) return false;
      const terms = new Set(searchTerms(message, message.content));
      return termsAt(query, block.channelId, block.block).every((term) => terms.has(term));
    };
    return this.messages
      .all()
      .filter(({ author }) => fromUserId === undefined || author?.userId === fromUserId)
      .filter(({ id }) => before === undefined || compareIds(id, before) < 0)
      .filter(isCandidate)
      .sort((one, other) => newestFirst(one.id, other.id))
      .slice(0, limit);
  }

  private blocksOf(channelId: Id, fromSeq: number, before: Id | undefined): SearchBlock[] {
    const byBlock = new Map<number, Id[]>();
    for (const { id, seq } of this.messages.of(channelId) ?? []) {
      if (seq <= fromSeq) continue;
      byBlock.set(searchBlockOf(seq), [...(byBlock.get(searchBlockOf(seq)) ?? []), id]);
    }
    return [...byBlock].flatMap(([block, ids]) => {
      const [newestId, oldestId] = [ids.at(-1), ids[0]];
      if (newestId === undefined || (before !== undefined && compareIds(oldestId, before) >= 0)) return [];
      return [{ channelId, block, fromSeq, newestId }];
    });
  }
}
