import { Injectable } from '@nestjs/common';
import {
  type Group,
  GROUP_INVITATIONS_MAX,
  groupError,
  type GroupInvited,
  type GroupJoinRequested,
  JOIN_REQUESTS_MAX,
} from '../../../domain/messaging';
import type { Id } from '../../../shared/ids';
import { Clock } from '../../shared/clock';
import { UnitOfWork } from '../../shared/unit-of-work';
import { Inbox, type Notice } from '../notifications/inbox';
import { GroupInvitations } from './group-invitations';
import { GroupJoinRequests } from './group-join-requests';

/**
 * Who waits to be let into a group or is invited to it, and what inboxes tell of it until it is settled. For use cases
 * that hold the channel's lock.
 */
@Injectable()
export class GroupAdmissions {
  constructor(
    private readonly requests: GroupJoinRequests,
    private readonly invitations: GroupInvitations,
    private readonly inbox: Inbox,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** Asking twice is asking once. @throws AppError `join_requests_max` */
  async ask(group: Group, userId: Id): Promise<void> {
    const channelId = group.id;
    if ((await this.requests.count(channelId)) >= JOIN_REQUESTS_MAX) throw groupError('join_requests_max');
    if (!(await this.requests.add({ channelId, userId, createdAtMs: this.clock.nowMs() }))) return;
    const deciderIds = await this.requests.deciderIds(channelId);
    const notice = { kind: 'group_join_request', actorId: userId, channelId, channelKind: 'group' } as const;
    await this.inbox.tell(deciderIds.map((deciderId): Notice => ({ ...notice, userId: deciderId })));
    const requested: GroupJoinRequested = { type: 'group.join_requested', channelId, group, userId };
    this.uow.record(requested);
  }

  /** Twice is once. @throws AppError `group_invitations_max` */
  async invite(group: Group, userId: Id, inviterId: Id): Promise<void> {
    const channelId = group.id;
    if ((await this.invitations.count(channelId)) >= GROUP_INVITATIONS_MAX) throw groupError('group_invitations_max');
    const invitation = { channelId, userId, inviterId, createdAtMs: this.clock.nowMs() };
    if (!(await this.invitations.add(invitation))) return;
    await this.inbox.tell([{ kind: 'group_invite', userId, actorId: inviterId, channelId, channelKind: 'group' }]);
    const invited: GroupInvited = { type: 'group.invited', channelId, group, userId, inviterId };
    this.uow.record(invited);
  }

  isInvited(channelId: Id, userId: Id): Promise<boolean> {
    return this.invitations.has(channelId, userId);
  }

  /** Whoever waited does not any longer. False for whoever does not wait. */
  async endWait(channelId: Id, userId: Id): Promise<boolean> {
    if (!(await this.requests.remove(channelId, userId))) return false;
    const userIds = await this.requests.deciderIds(channelId);
    await this.inbox.withdraw({ userIds, kind: 'group_join_request', actorId: userId, channelId });
    return true;
  }

  /** Nothing is left of a wait or an invitation of somebody who is in now. */
  async settle(channelId: Id, userId: Id): Promise<void> {
    await this.endWait(channelId, userId);
    await this.invitations.remove(channelId, userId);
    await this.inbox.withdraw({ userIds: [userId], kind: 'group_invite', channelId });
  }
}
