import type { NewMessage } from '../../../application/messaging';
import type { Id } from '../../../shared/ids';
import type { ChannelHead } from './append-plan';

/** Channels whose heads are remembered; the one written to longest ago is forgotten first. */
export const KNOWN_HEADS_MAX = 50_000;

/** Channel heads after this process's last commit to them: a guess that the database confirms or refuses. */
export class KnownHeads {
  private readonly heads = new Map<Id, Readonly<ChannelHead>>();

  /** Copies of the heads of all channels of `entries`, for a plan to move; undefined when one is not known. */
  copyAll(entries: readonly NewMessage[]): Map<Id, ChannelHead> | undefined {
    const copies = new Map<Id, ChannelHead>();
    for (const { channelId } of entries) {
      if (copies.has(channelId)) continue;
      const head = this.heads.get(channelId);
      if (!head) return undefined;
      copies.set(channelId, { ...head });
    }
    return copies;
  }

  remember(heads: readonly ChannelHead[]): void {
    for (const head of heads) {
      this.heads.delete(head.id);
      this.heads.set(head.id, { ...head });
    }
    for (const id of this.heads.keys()) {
      if (this.heads.size <= KNOWN_HEADS_MAX) return;
      this.heads.delete(id);
    }
  }

  forget(heads: readonly ChannelHead[]): void {
    for (const head of heads) this.heads.delete(head.id);
  }
}
