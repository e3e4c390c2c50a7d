import { Body, Controller, Delete, Get, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import {
  AddGroupMember,
  CreateGroup,
  DissolveGroup,
  GROUP_MEMBERS_PAGE_MAX,
  KickGroupMember,
  LeaveGroup,
  ReadGroups,
  UpdateGroup,
} from '../../../application/messaging';
import type { AccountActor } from '../../../application/shared/actor';
import type { GroupRole } from '../../../domain/messaging';
import { isAppError } from '../../../shared/errors';
import type { Id } from '../../../shared/ids';
import { CurrentActor } from '../../shared/authenticated.guard';
import { type ChatGroup, presentGroup } from '../conversations/conversation.presenter';
import { type Done, done, ForPeople } from '../for-people';
import type { ChatUser } from '../identity/user.presenter';
import { ChatPeople } from '../people/people';
import { conversationRoutes } from '../routes';
import { CreateGroupDto, GroupMemberParams, GroupParams, ChatListMembersDto, ChatUpdateGroupDto } from './group.dto';

interface PresentedMember extends ChatUser {
  readonly user_id: Id;
  readonly role: GroupRole;
  readonly joined_at: string;
}

/** Groups and who is in them. */
@ForPeople()
@Controller()
export class ChatGroupsController {
  constructor(
    private readonly createGroup: CreateGroup,
    private readonly updateGroup: UpdateGroup,
    private readonly dissolveGroup: DissolveGroup,
    private readonly addGroupMember: AddGroupMember,
    private readonly kickGroupMember: KickGroupMember,
    private readonly leaveGroup: LeaveGroup,
    private readonly readGroups: ReadGroups,
    private readonly people: ChatPeople,
  ) {}

  @Get(conversationRoutes('groups'))
  @ApiOperation({ summary: 'The groups one is in' })
  async list(@CurrentActor() actor: AccountActor): Promise<{ groups: ChatGroup[] }> {
    return { groups: (await this.readGroups.own(actor)).map(presentGroup) };
  }

  @Post(conversationRoutes('groups'))
  @ApiOperation({ summary: 'Make a group, with its first members' })
  async create(@CurrentActor() actor: AccountActor, @Body() body: CreateGroupDto): Promise<ChatGroup> {
    const { name, description, avatar_url: avatar, member_ids: memberIds } = body;
    const input = { name, description: description ?? undefined, avatar, memberIds: memberIds ?? [] };
    return presentGroup(await this.createGroup.execute(actor, input));
  }

  @Get(conversationRoutes('groups/:id'))
  @ApiOperation({ summary: 'One of one’s groups' })
  async read(@CurrentActor() actor: AccountActor, @Param() { id }: GroupParams): Promise<ChatGroup> {
    return presentGroup(await this.readGroups.one(actor, id));
  }

  @Patch(conversationRoutes('groups/:id'))
  @ApiOperation({ summary: 'Change name, description or picture; for its admins' })
  async update(
    @CurrentActor() actor: AccountActor,
    @Param() { id }: GroupParams,
    @Body() { name, description, avatar_url: avatar }: ChatUpdateGroupDto,
  ): Promise<ChatGroup> {
    const input = { channelId: id, name: name ?? undefined, description: description ?? undefined, avatar };
    return presentGroup(await this.updateGroup.execute(actor, input));
  }

  @Delete(conversationRoutes('groups/:id'))
  @ApiOperation({ summary: 'Dissolve the group; for its owner' })
  async dissolve(@CurrentActor() actor: AccountActor, @Param() { id }: GroupParams): Promise<Done> {
    await this.dissolveGroup.execute(actor, { channelId: id });
    return done('group dissolved');
  }

  @Get(conversationRoutes('groups/:id/members'))
  @ApiOperation({ summary: 'Who is in the group, by user id' })
  async members(
    @CurrentActor() actor: AccountActor,
    @Param() { id }: GroupParams,
    @Query() { limit = GROUP_MEMBERS_PAGE_MAX, after }: ChatListMembersDto,
  ): Promise<{ members: PresentedMember[] }> {
    const members = await this.readGroups.members(actor, id, { limit, after });
    const people = await this.people.many(members.map(({ userId }) => userId));
    return {
      members: members.map(({ userId, role, joinedAtMs }, index) => ({
        ...people[index],
        ...{ user_id: userId, role, joined_at: new Date(joinedAtMs).toISOString() },
      })),
    };
  }

  @Put(conversationRoutes('groups/:id/members/:user_id'))
  @ApiOperation({ summary: 'Bring somebody in; once more changes nothing' })
  async add(@CurrentActor() actor: AccountActor, @Param() params: GroupMemberParams): Promise<ChatGroup> {
    const { id: channelId, user_id: userId } = params;
    await this.addGroupMember.execute(actor, { channelId, userId }).catch((error: unknown) => {
      if (!isAppError(error) || error.code !== 'already_member') throw error;
    });
    return presentGroup(await this.readGroups.one(actor, channelId));
  }

  @Delete(conversationRoutes('groups/:id/members/:user_id'))
  @ApiOperation({ summary: 'Send somebody out, or leave' })
  async remove(
    @CurrentActor() actor: AccountActor,
    @Param() { id: channelId, user_id: userId }: GroupMemberParams,
  ): Promise<ChatGroup | Done> {
    if (userId === actor.userId) {
      await this.leaveGroup.execute(actor, { channelId });
      return done('left the group');
    }
    await this.kickGroupMember.execute(actor, { channelId, userId });
    return presentGroup(await this.readGroups.one(actor, channelId));
  }
}
