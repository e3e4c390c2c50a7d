import { Module, type Provider } from '@nestjs/common';
import {
  AddGroupMember,
  ChangeGroupRole,
  CreateGroup,
  DecideJoinRequest,
  DissolveGroup,
  GroupBans,
  GroupChannelPolicy,
  GroupInvitations,
  GroupJoinRequests,
  GroupMemberships,
  GroupReader,
  GroupRepository,
  GroupTies,
  InviteToGroup,
  JoinGroup,
  KickGroupMember,
  LeaveGroup,
  ListJoinRequests,
  MuteGroupMember,
  OwnGroupsReader,
  ReadGroups,
  TransferGroup,
  UnmuteGroupMember,
  UpdateGroup,
} from '../application/messaging';
import { GroupAdmissions } from '../application/messaging/groups/group-admissions';
import { GroupMembership } from '../application/messaging/groups/group-membership';
import { LockedGroups } from '../application/messaging/groups/locked-groups';
import { TypeOrmGroupReader } from '../infrastructure/persistence/messaging/typeorm-group.reader';
import { TypeOrmOwnGroupsReader } from '../infrastructure/persistence/messaging/typeorm-own-groups.reader';
import { TypeOrmGroupRepository } from '../infrastructure/persistence/messaging/typeorm-group.repository';
import {
  TypeOrmGroupBans,
  TypeOrmGroupInvitations,
  TypeOrmGroupJoinRequests,
} from '../infrastructure/persistence/messaging/typeorm-group-admissions';
import { ContactsModule } from './contacts.module';

const useCases: Provider[] = [
  AddGroupMember,
  ChangeGroupRole,
  CreateGroup,
  DecideJoinRequest,
  DissolveGroup,
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
];

const providers: Provider[] = [
  ...useCases,
  GroupAdmissions,
  GroupChannelPolicy,
  GroupMembership,
  GroupMemberships,
  GroupTies,
  LockedGroups,
  { provide: GroupBans, useClass: TypeOrmGroupBans },
  { provide: GroupInvitations, useClass: TypeOrmGroupInvitations },
  { provide: GroupJoinRequests, useClass: TypeOrmGroupJoinRequests },
  { provide: GroupReader, useClass: TypeOrmGroupReader },
  { provide: OwnGroupsReader, useClass: TypeOrmOwnGroupsReader },
  { provide: GroupRepository, useClass: TypeOrmGroupRepository },
];

/** Conversations of many without a guild. */
@Module({ imports: [ContactsModule], providers, exports: providers })
export class GroupsModule {}
