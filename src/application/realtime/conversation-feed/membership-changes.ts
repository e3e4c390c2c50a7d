import type { Id } from '../../../shared/ids';

interface Change {
  readonly number: number;
  readonly userId: Id;
  readonly hasJoined: boolean;
}

interface Underway {
  events: number;
  readonly changes: Change[];
}

/**
 * Who came and went while it is still being read who takes part in a channel: the answer may be newer than the event it
 * is wanted for. Kept only while something is being read.
 */
export class MembershipChanges {
  private readonly channels = new Map<Id, Underway>();
  private lastNumber = 0;

  /** Something happened in the channel. Pair each call with one `end`. */
  begin(channelId: Id): number {
    const underway = this.channels.get(channelId);
    if (underway) underway.events += 1;
    else this.channels.set(channelId, { events: 1, changes: [] });
    this.lastNumber += 1;
    return this.lastNumber;
  }

  end(channelId: Id): void {
    const underway = this.channels.get(channelId);
    if (!underway) return;
    underway.events -= 1;
    if (underway.events === 0) this.channels.delete(channelId);
  }

  /** The event with this number let somebody in or out. */
  note(channelId: Id, change: Change): void {
    this.channels.get(channelId)?.changes.push(change);
  }

  /** Who took part when the event happened, given who takes part at that moment or a later one. */
  asOf(number: number, channelId: Id, memberIds: readonly Id[]): readonly Id[] {
    const later = this.channels.get(channelId)?.changes.filter((change) => change.number > number) ?? [];
    if (later.length === 0) return memberIds;
    const then = new Set(memberIds);
    for (const { userId, hasJoined } of later.reverse()) {
      if (hasJoined) then.delete(userId);
      else then.add(userId);
    }
    return [...then];
  }
}
