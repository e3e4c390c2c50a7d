import { type ChannelReader, type JoinedChannel, type ReadPoint, ReadStates } from '../../src/application/messaging';
import { isCounted, readBoundOf, type ReadState } from '../../src/domain/messaging';
import { compareIds, type Id } from '../../src/shared/ids';
import type { FakeMessages } from './messaging';

export class FakeReadStates extends ReadStates {
  private readonly states = new Map<string, ReadState>();

  constructor(private readonly messages: FakeMessages) {
    super();
  }

  async advance(userId: Id, { channelId, id, seq }: ReadPoint & { readonly channelId: Id }): Promise<boolean> {
    const known = this.states.get(`${userId}:${channelId}`);
    if (known && known.lastReadSeq >= seq) return false;
    this.states.set(`${userId}:${channelId}`, { channelId, lastReadId: id, lastReadSeq: seq });
    return true;
  }

  async advanceToHead(userId: Id, channelId: Id): Promise<ReadPoint | undefined> {
    const head = this.messages.rows(channelId).at(-1)?.message;
    if (!head || !(await this.advance(userId, head))) return undefined;
    return { id: head.id, seq: head.seq };
  }

  async of(userId: Id): Promise<readonly ReadState[]> {
    const own = [...this.states].filter(([key]) => key.startsWith(`${userId}:`)).map(([, state]) => state);
    return own.sort((a, b) => compareIds(a.channelId, b.channelId));
  }

  async unread(userId: Id, channels: readonly JoinedChannel[]): Promise<ReadonlyMap<Id, number>> {
    const counts = channels.map(({ channelId, joinedSeq = 0, joinedAtMs = 0 }) => {
      const bound = Math.max(joinedSeq, this.bound(channelId, userId));
      const unread = this.messages
        .rows(channelId)
        .filter(
          ({ message, isGone }) =>
            message.seq > bound && message.createdAtMs >= joinedAtMs && isCounted(message, isGone),
        );
      return [channelId, unread.length] as const;
    });
    return new Map(counts.filter(([, count]) => count > 0));
  }

  async readUpTo(channelId: Id, userIds: readonly Id[]): Promise<ReadonlyMap<Id, number>> {
    const bounds = userIds.map((userId) => [userId, this.bound(channelId, userId)] as const);
    return new Map(bounds.filter(([, bound]) => bound > 0));
  }

  async readUpToEach(readers: readonly ChannelReader[]): Promise<readonly number[]> {
    return readers.map(({ channelId, userId }) => this.bound(channelId, userId));
  }

  private bound(channelId: Id, userId: Id): number {
    const own = this.messages
      .rows(channelId)
      .filter(({ message }) => message.author?.userId === userId && message.kind === 'text');
    return readBoundOf({
      lastReadSeq: this.states.get(`${userId}:${channelId}`)?.lastReadSeq,
      ownLastSeq: own.at(-1)?.message.seq,
    });
  }
}
