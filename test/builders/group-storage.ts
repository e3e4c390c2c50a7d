import type { DataSource } from 'typeorm';
import {
  AddGroupMember,
  CreateGroup,
  DissolveGroup,
  GroupChannelPolicy,
  GroupMemberships,
  InviteToGroup,
  JoinGroup,
  KickGroupMember,
  LeaveGroup,
  type MessageComposer,
  ReadHistory,
  SendMessage,
  TransferGroup,
} from '../../src/application/messaging';
import { GroupAdmissions } from '../../src/application/messaging/groups/group-admissions';
import { GroupMembership } from '../../src/application/messaging/groups/group-membership';
import { LockedGroups } from '../../src/application/messaging/groups/locked-groups';
import { Inbox } from '../../src/application/messaging/notifications/inbox';
import type { AccountActor } from '../../src/application/shared/actor';
import { TypeOrmGroupReader } from '../../src/infrastructure/persistence/messaging/typeorm-group.reader';
import { TypeOrmGroupRepository } from '../../src/infrastructure/persistence/messaging/typeorm-group.repository';
import {
  TypeOrmGroupBans,
  TypeOrmGroupInvitations,
  TypeOrmGroupJoinRequests,
} from '../../src/infrastructure/persistence/messaging/typeorm-group-admissions';
import { TypeOrmBlockRepository } from '../../src/infrastructure/persistence/messaging/typeorm-block.repository';
import { TypeOrmNotificationRepository } from '../../src/infrastructure/persistence/messaging/typeorm-notifications';
import type { Id } from '../../src/shared/ids';
import { accountOf } from '../fakes/groups-world';
import { FakeUserDirectory } from '../fakes/direct-channels';
import { FakeAttachmentRegistry, FakeUploadedFiles } from '../fakes/files';
import { fakeComposer, FakeMessages, fakeNotices, OneChannelPolicy } from '../fakes/messaging';
import type { TestDatabase } from '../support/database';
import { GuildRows } from './guilds';
import { type MessageStorage, messageStorage } from './message-storage';

/** The use cases of groups over a real database. */
export class GroupStorage {
  readonly users = new FakeUserDirectory();
  readonly reader: TypeOrmGroupReader;
  readonly memberships: GroupMemberships;
  readonly join: JoinGroup;
  readonly leave: LeaveGroup;
  readonly add: AddGroupMember;
  readonly create: CreateGroup;
  readonly dissolve: DissolveGroup;
  readonly invite: InviteToGroup;
  readonly kick: KickGroupMember;
  readonly transfer: TransferGroup;
  readonly send: SendMessage;
  readonly history: ReadHistory;
  private readonly rows: GuildRows;

  private constructor(readonly messages: MessageStorage) {
    const { dataSource, context, uow, clock, ids, invalidations, writer, metrics } = messages;
    const composer: MessageComposer = fakeComposer(new FakeMessages(), this.users);
    const [repository, bans] = [new TypeOrmGroupRepository(context), new TypeOrmGroupBans(context)];
    const [requests, invitations] = [new TypeOrmGroupJoinRequests(context), new TypeOrmGroupInvitations(context)];
    this.rows = new GuildRows(dataSource);
    this.reader = new TypeOrmGroupReader(context);
    this.memberships = new GroupMemberships(this.reader, invalidations);
    const locked = new LockedGroups(repository, this.reader, this.memberships, uow);
    const blocks = new TypeOrmBlockRepository(context);
    const inbox = new Inbox(new TypeOrmNotificationRepository(context), blocks, ids, uow);
    const admissions = new GroupAdmissions(requests, invitations, inbox, uow, clock);
    const membership = new GroupMembership(repository, this.reader, admissions, blocks, uow, clock);
    const policies = new OneChannelPolicy(new GroupChannelPolicy(this.memberships, clock));
    this.create = new CreateGroup(this.users, repository, membership, uow, ids, clock);
    this.join = new JoinGroup(locked, membership, admissions, bans, uow, clock);
    this.leave = new LeaveGroup(locked, this.memberships, membership, uow);
    this.add = new AddGroupMember(locked, this.users, membership, bans);
    this.dissolve = new DissolveGroup(locked, membership);
    this.invite = new InviteToGroup(locked, this.users, admissions, bans, clock);
    this.kick = new KickGroupMember(locked, membership, bans, clock);
    this.transfer = new TransferGroup(locked, membership, clock);
    const uploads = new FakeUploadedFiles(new FakeAttachmentRegistry(clock, uow));
    this.send = new SendMessage(policies, composer, writer, metrics, uploads, fakeNotices());
    this.history = new ReadHistory(policies, messages.reader);
  }

  static async open(database: TestDatabase): Promise<GroupStorage> {
    return new GroupStorage(await messageStorage(database));
  }

  get dataSource(): DataSource {
    return this.messages.dataSource;
  }

  async people(count: number): Promise<readonly AccountActor[]> {
    const userIds = await this.rows.users(count);
    for (const userId of userIds) this.users.add(userId);
    return userIds.map(accountOf);
  }

  /** A group of as many members, the first of whom owns it. */
  async group(size: number): Promise<{ readonly channelId: Id; readonly members: readonly AccountActor[] }> {
    const members = await this.people(size);
    const [owner, ...others] = members;
    const memberIds = others.map(({ userId }) => userId);
    const { id } = await this.create.execute(owner, { name: 'Climbers', memberIds });
    return { channelId: id, members };
  }

  /** Members as they lie in the table, and how many the group says there are. */
  async counted(channelId: Id): Promise<{ readonly rows: number; readonly said: number }> {
    const [counted] = await this.dataSource.query<{ rows: number; said: number }[]>(
      `SELECT (SELECT count(*)::integer FROM channel_recipients r WHERE r.channel_id = g.channel_id) AS rows,
         g.member_count AS said FROM group_channels g WHERE g.channel_id = $1`,
      [channelId],
    );
    return counted;
  }
}
