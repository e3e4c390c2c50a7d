import type { Group, GroupMember } from '../../../domain/messaging';
import type { Id } from '../../../shared/ids';

/** Changes to groups; each only inside `UnitOfWork.run`, and all but `insert` under the channel's lock. */
export abstract class GroupRepository {
  /** A new channel without members. */
  abstract insert(group: Group): Promise<void>;
  /** Locks the channel and returns its head `seq`; undefined when there is no such group or it is dissolved. */
  abstract lock(channelId: Id): Promise<number | undefined>;
  /** Writes name, description, avatar, owner, join mode, visibility of history, announcement and time of the change. */
  abstract update(group: Group): Promise<void>;
  /** Closes the channel; members, requests, invitations and bans are gone, messages stay. */
  abstract dissolve(channelId: Id, closedAtMs: number): Promise<void>;
  /** Those who are no members yet, and the count of members with them. */
  abstract addMembers(channelId: Id, members: readonly GroupMember[]): Promise<void>;
  /** False when the user is no member. */
  abstract removeMember(channelId: Id, userId: Id): Promise<boolean>;
  /** Writes role and mute. */
  abstract updateMember(member: GroupMember): Promise<void>;
}
