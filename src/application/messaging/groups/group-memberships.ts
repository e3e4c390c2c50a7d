import { Injectable } from '@nestjs/common';
import { type Group, groupError, type GroupMember } from '../../../domain/messaging';
import { assert } from '../../../shared/assert';
import { type Id, isId } from '../../../shared/ids';
import type { Actor } from '../../shared/actor';
import { InvalidatingCache } from '../../shared/invalidating-cache';
import { Invalidations } from '../../shared/invalidations';
import { groupKey, groupMemberKey, groupSeatsKey, memberOfGroupKey } from './group-keys';
import { GroupReader, type GroupSeat } from './group.reader';

/** Groups, members and lists of members kept in memory; the least recently used one is dropped. */
export const CACHED_GROUPS_MAX = 50_000;
export const CACHED_GROUP_MEMBERS_MAX = 200_000;
export const CACHED_GROUP_SEATS_MAX = 2_000;

/** A group as one of its members may use it. */
export interface GroupView {
  readonly group: Group;
  readonly member: GroupMember;
}

interface Seats {
  readonly all: readonly GroupSeat[];
  readonly userIds: readonly Id[];
  /** The highest join point among them. */
  readonly lastJoinedSeq: number;
}

/** Who is in which group, from memory where it is known and else from the database; never guessed. */
@Injectable()
export class GroupMemberships {
  private readonly groups: InvalidatingCache<Group | undefined>;
  private readonly members: InvalidatingCache<GroupMember | undefined>;
  private readonly seats: InvalidatingCache<Seats>;

  constructor(
    private readonly reader: GroupReader,
    invalidations: Invalidations,
  ) {
    this.groups = new InvalidatingCache(
      (key) => this.reader.find(key.slice(groupKey('').length)),
      CACHED_GROUPS_MAX,
      invalidations,
    );
    this.members = new InvalidatingCache((key) => this.loadMember(key), CACHED_GROUP_MEMBERS_MAX, invalidations);
    this.seats = new InvalidatingCache((key) => this.loadSeats(key), CACHED_GROUP_SEATS_MAX, invalidations);
  }

  /** Undefined for an unknown or dissolved group. Its last message and pin are those of when it was read. */
  async find(channelId: Id): Promise<Group | undefined> {
    return isId(channelId) ? this.groups.get(groupKey(channelId)) : undefined;
  }

  /** Undefined for whoever is no member. */
  async memberOf(channelId: Id, userId: Id): Promise<GroupMember | undefined> {
    return isId(channelId) && isId(userId) ? this.members.get(groupMemberKey(channelId, userId)) : undefined;
  }

  /** Ascending; nobody in a group that is unknown or dissolved. */
  async memberIds(channelId: Id): Promise<readonly Id[]> {
    return isId(channelId) ? (await this.seats.get(groupSeatsKey(channelId))).userIds : [];
  }

  /** The members who may see the message of this `seq`: all, or those who had joined when it was sent. */
  async readerIds(channelId: Id, seq: number): Promise<readonly Id[]> {
    const group = await this.find(channelId);
    if (!group) return [];
    const { all, userIds, lastJoinedSeq } = await this.seats.get(groupSeatsKey(channelId));
    if (group.isHistoryVisible || seq > lastJoinedSeq) return userIds;
    return all.filter(({ joinedSeq }) => seq > joinedSeq).map(({ userId }) => userId);
  }

  /** @throws AppError `unknown_group` also for whoever is no member */
  async require(actor: Actor, channelId: Id): Promise<GroupView> {
    const group = actor.kind === 'account' ? await this.find(channelId) : undefined;
    const member = group && actor.kind === 'account' ? await this.memberOf(channelId, actor.userId) : undefined;
    if (!group || !member) throw groupError('unknown_group');
    return { group, member };
  }

  private loadMember(key: string): Promise<GroupMember | undefined> {
    const parts = memberOfGroupKey(key);
    assert(parts, `not a group member's key: ${key}`);
    return this.reader.member(parts.channelId, parts.userId);
  }

  private async loadSeats(key: string): Promise<Seats> {
    const all = await this.reader.seats(key.slice(groupSeatsKey('').length));
    return {
      all,
      userIds: all.map(({ userId }) => userId),
      lastJoinedSeq: all.reduce((last, { joinedSeq }) => Math.max(last, joinedSeq), 0),
    };
  }
}
