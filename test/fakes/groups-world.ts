import {
  AddGroupMember,
  AnnounceToGroup,
  ChangeGroupRole,
  CreateGroup,
  DecideJoinRequest,
  DissolveGroup,
  GroupMemberships,
  GroupTies,
  InviteToGroup,
  JoinGroup,
  KickGroupMember,
  LeaveGroup,
  ListJoinRequests,
  MuteGroupMember,
  ReadGroups,
  TransferGroup,
  UnmuteGroupMember,
  UpdateGroup,
} from '../../src/application/messaging';
import { GroupAdmissions } from '../../src/application/messaging/groups/group-admissions';
import { GroupChannelPolicy } from '../../src/application/messaging/groups/group-channel-policy';
import { GroupMembership } from '../../src/application/messaging/groups/group-membership';
import { LockedGroups } from '../../src/application/messaging/groups/locked-groups';
import { Inbox } from '../../src/application/messaging/notifications/inbox';
import type { AccountActor } from '../../src/application/shared/actor';
import type { Group, GroupMember, GroupRole } from '../../src/domain/messaging';
import { InvalidationHub } from '../../src/infrastructure/persistence/invalidation-hub';
import { InProcessEventBus } from '../../src/infrastructure/events/in-process-event-bus';
import type { DomainEvent } from '../../src/shared/events';
import type { Id } from '../../src/shared/ids';
import { FakeUserDirectory } from './direct-channels';
import {
  FakeGroupBans,
  FakeGroupInvitations,
  FakeGroupJoinRequests,
  FakeGroupReader,
  FakeGroupRepository,
  FakeGroups,
} from './groups';
import { FakeMessages, FakeMessageWriter } from './messaging';
import { FakeBlockRepository } from './contacts';
import { FakeNotificationRepository } from './notifications';
import { SilentLogger } from './rooms-log';
import { FakeUnitOfWork, ManualClock, SequentialIds } from './rooms-platform';

export const accountOf = (userId: Id): AccountActor => ({ kind: 'account', userId });

/** As the real one does, its invalidations reach the caches right after the commit. */
class PublishingUnitOfWork extends FakeUnitOfWork {
  constructor(private readonly hub: InvalidationHub) {
    super();
  }

  override async run<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = await super.run(work);
    if (!this.active) for (const key of this.invalidatedKeys) this.hub.publish(key);
    return result;
  }
}

/** Groups with everything their use cases stand on. */
export class GroupsWorld {
  readonly clock = new ManualClock();
  readonly hub = new InvalidationHub(new SilentLogger());
  readonly uow = new PublishingUnitOfWork(this.hub);
  readonly ids = new SequentialIds(this.clock);
  readonly users = new FakeUserDirectory();
  readonly store = new FakeGroups(this.uow);
  readonly reader = new FakeGroupReader(this.store);
  readonly repository = new FakeGroupRepository(this.store);
  readonly requests = new FakeGroupJoinRequests(this.store);
  readonly invitations = new FakeGroupInvitations(this.store);
  readonly bans = new FakeGroupBans(this.store);
  readonly memberships = new GroupMemberships(this.reader, this.hub);
  readonly locked = new LockedGroups(this.repository, this.reader, this.memberships, this.uow);
  readonly notifications = new FakeNotificationRepository(this.uow);
  readonly blocks = new FakeBlockRepository(this.uow);
  readonly inbox = new Inbox(this.notifications, this.blocks, this.ids, this.uow);
  readonly admissions = new GroupAdmissions(this.requests, this.invitations, this.inbox, this.uow, this.clock);
  readonly membership = new GroupMembership(
    ...([this.repository, this.reader, this.admissions, this.blocks, this.uow, this.clock] as const),
  );
  readonly policy = new GroupChannelPolicy(this.memberships, this.clock);
  readonly create = new CreateGroup(
    ...([this.users, this.repository, this.membership, this.uow, this.ids, this.clock] as const),
  );
  readonly join = new JoinGroup(
    ...([this.locked, this.membership, this.admissions, this.bans, this.uow, this.clock] as const),
  );
  readonly leave = new LeaveGroup(this.locked, this.memberships, this.membership, this.uow);
  readonly read = new ReadGroups(this.memberships, this.reader, this.clock);
  readonly invite = new InviteToGroup(...([this.locked, this.users, this.admissions, this.bans, this.clock] as const));
  readonly add = new AddGroupMember(this.locked, this.users, this.membership, this.bans);
  readonly decide = new DecideJoinRequest(this.locked, this.admissions, this.membership);
  readonly listRequests = new ListJoinRequests(this.memberships, this.requests);
  readonly kick = new KickGroupMember(this.locked, this.membership, this.bans, this.clock);
  readonly mute = new MuteGroupMember(this.locked, this.membership, this.clock);
  readonly unmute = new UnmuteGroupMember(this.locked, this.membership);
  readonly changeRole = new ChangeGroupRole(this.locked, this.membership);
  readonly transfer = new TransferGroup(this.locked, this.membership, this.clock);
  readonly dissolve = new DissolveGroup(this.locked, this.membership);
  readonly update = new UpdateGroup(this.locked, this.membership, this.clock);
  readonly messages = new FakeMessages();
  readonly writer = new FakeMessageWriter(this.messages, this.ids, new InProcessEventBus(new SilentLogger()));
  readonly announce = new AnnounceToGroup(this.locked, this.membership, this.writer, this.clock);
  readonly ties = new GroupTies(this.reader, this.locked, this.membership);

  /** Somebody with an account. */
  person(): AccountActor {
    const userId = this.ids.next();
    this.users.add(userId);
    return accountOf(userId);
  }

  /** A group with an owner, an admin and a member; what was recorded until then is forgotten. */
  async group(changes: Partial<Group> = {}) {
    const [owner, admin, member, stranger] = [this.person(), this.person(), this.person(), this.person()];
    const memberIds = [admin.userId, member.userId];
    const { id } = await this.create.execute(owner, { name: 'Climbers', memberIds });
    const group: Group = { ...(this.store.find(id) as Group), ...changes };
    this.store.groups.set(id, group);
    this.messages.open(id);
    this.seat(id, admin.userId, { role: 'admin' });
    this.uow.events.length = 0;
    this.uow.invalidatedKeys.length = 0;
    return { id, group, owner, admin, member, stranger };
  }

  /** Changes a member behind the caches' back; somebody who is none becomes one. */
  seat(channelId: Id, userId: Id, changes: Partial<GroupMember> = {}): GroupMember {
    const key = `${channelId}:${userId}`;
    const known = this.store.members.get(key);
    const newMember = { channelId, userId, role: 'member' as GroupRole, joinedAtMs: this.clock.nowMs(), joinedSeq: 0 };
    const member: GroupMember = { ...(known ?? newMember), ...changes };
    this.store.members.set(key, member);
    return member;
  }

  /** What happened in groups, without what inboxes tell of it. */
  get events(): readonly DomainEvent[] {
    return this.uow.events.filter(({ type }) => type !== 'notification.created');
  }

  eventTypes(): readonly DomainEvent['type'][] {
    return this.events.map(({ type }) => type);
  }

  /** What inboxes tell of the group: `who for is told what by whom`. */
  told(channelId: Id): string[] {
    return [...this.notifications.notifications.values()]
      .filter((one) => one.channelId === channelId)
      .map(({ userId, kind, actorId }) => `${userId} ${kind} ${actorId}`);
  }
}
