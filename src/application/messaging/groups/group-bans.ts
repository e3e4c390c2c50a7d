import type { Id } from '../../../shared/ids';

export interface GroupBan {
  readonly channelId: Id;
  readonly userId: Id;
  readonly moderatorId: Id;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
}

/** Who was kicked and may not come back yet. Written under the channel's lock. */
export abstract class GroupBans {
  /** Replaces an earlier one. */
  abstract put(ban: GroupBan): Promise<void>;
  /** Undefined when there is none, also when it has expired. */
  abstract find(channelId: Id, userId: Id, nowMs: number): Promise<GroupBan | undefined>;
  abstract remove(channelId: Id, userId: Id): Promise<void>;
}
