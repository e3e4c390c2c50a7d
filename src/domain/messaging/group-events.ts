import type { DomainEvent } from '../../shared/events';
import type { Id } from '../../shared/ids';
import type { Group, GroupMember } from './group';

/** A group was made, with its first members; they are not told of again one by one. */
export interface GroupCreated extends DomainEvent {
  readonly type: 'group.created';
  readonly channelId: Id;
  readonly group: Group;
  readonly memberIds: readonly Id[];
}

/** Its settings, owner or announcement changed. */
export interface GroupUpdated extends DomainEvent {
  readonly type: 'group.updated';
  readonly channelId: Id;
  readonly group: Group;
}

/** `group` is as it is with the new member. */
export interface GroupMemberAdded extends DomainEvent {
  readonly type: 'group.member_added';
  readonly channelId: Id;
  readonly group: Group;
  readonly member: GroupMember;
}

export interface GroupMemberRemoved extends DomainEvent {
  readonly type: 'group.member_removed';
  readonly channelId: Id;
  /** As it is without the member. */
  readonly group: Group;
  /** Is told too, although a member no longer. */
  readonly userId: Id;
  readonly reason: 'left' | 'kicked';
}

/** A role or a mute changed. */
export interface GroupMemberUpdated extends DomainEvent {
  readonly type: 'group.member_updated';
  readonly channelId: Id;
  readonly group: Group;
  readonly member: GroupMember;
}

/** Nobody is a member any longer; `memberIds` are those who were until then. */
export interface GroupDissolved extends DomainEvent {
  readonly type: 'group.dissolved';
  readonly channelId: Id;
  readonly group: Group;
  readonly memberIds: readonly Id[];
}

/** Somebody waits to be let in; told to those who may decide. */
export interface GroupJoinRequested extends DomainEvent {
  readonly type: 'group.join_requested';
  readonly channelId: Id;
  readonly group: Group;
  readonly userId: Id;
}

/** Told to the one who was invited. */
export interface GroupInvited extends DomainEvent {
  readonly type: 'group.invited';
  readonly channelId: Id;
  readonly group: Group;
  readonly userId: Id;
  readonly inviterId: Id;
}

export type GroupEvent =
  | GroupCreated
  | GroupUpdated
  | GroupMemberAdded
  | GroupMemberRemoved
  | GroupMemberUpdated
  | GroupDissolved
  | GroupJoinRequested
  | GroupInvited;
