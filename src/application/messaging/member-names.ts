import type { Id } from '../../shared/ids';

export interface NamedMembers {
  /** Of the names that were asked for those that are somebody's, in the form they were asked in. */
  readonly byName: ReadonlyMap<string, Id>;
  /** Of the ids that were asked for those that are somebody's. */
  readonly userIds: ReadonlySet<Id>;
}

/** Who takes part in a direct or group channel, by name. */
export abstract class MemberNames {
  /** With one query; nobody in channels of other kinds. Names are compared as usernames are. */
  abstract find(channelId: Id, names: readonly string[], userIds: readonly Id[]): Promise<NamedMembers>;
}
