import { Body, Controller, Get, HttpCode, HttpStatus, Param, Patch, Post, Query } from '@nestjs/common';
import {
  AnnounceToGroup,
  AVAILABLE_GROUPS_PAGE_MAX,
  CreateGroup,
  GROUP_MEMBERS_PAGE_MAX,
  JoinGroup,
  LeaveGroup,
  ReadGroups,
  UpdateGroup,
} from '../../../application/messaging';
import type { AccountActor } from '../../../application/shared/actor';
import { PresentedSuccessMessage } from '../auth/auth-answer.dto';
import { ForPeople, Refuses } from '../for-people';
import { CurrentPerson } from '../people.guard';
import { PresentedGroup, PresentedGroupMember } from './group-answer.dto';
import {
  ImAnnouncementDto,
  ImCreateGroupDto,
  ImGroupDto,
  ImListGroupMembersDto,
  ImListGroupsDto,
  ImUpdateGroupDto,
} from './group.dto';
import { presentGroup, presentGroupMember } from './group.presenter';

const UNKNOWN = 'Group not found';

/** Groups themselves, and coming and going. */
@ForPeople()
@Controller('api/groups')
export class GroupsController {
  constructor(
    private readonly createGroup: CreateGroup,
    private readonly joinGroup: JoinGroup,
    private readonly leaveGroup: LeaveGroup,
    private readonly readGroups: ReadGroups,
    private readonly updateGroup: UpdateGroup,
    private readonly announceToGroup: AnnounceToGroup,
  ) {}

  /** Whoever makes a group owns it. */
  @Post('create')
  @HttpCode(HttpStatus.OK)
  @Refuses(404, 'User not found')
  async create(@CurrentPerson() actor: AccountActor, @Body() body: ImCreateGroupDto): Promise<PresentedGroup> {
    const { name, description, member_ids: memberIds } = body;
    return presentGroup(
      await this.createGroup.execute(actor, {
        name,
        description: description ?? undefined,
        memberIds: memberIds ?? undefined,
      }),
    );
  }

  /** Where an admin has to agree, this asks. */
  @Post('join')
  @HttpCode(HttpStatus.OK)
  @Refuses(403, 'You are banned from this group')
  @Refuses(404, UNKNOWN)
  @Refuses(409, 'Already a member of this group')
  async join(@CurrentPerson() actor: AccountActor, @Body() body: ImGroupDto): Promise<PresentedSuccessMessage> {
    const { state } = await this.joinGroup.execute(actor, { channelId: body.group_id });
    return { success: true, message: state === 'joined' ? 'Joined group successfully' : 'Join request sent' };
  }

  /** The owner hands the group over first. */
  @Post('leave')
  @HttpCode(HttpStatus.OK)
  @Refuses(404, UNKNOWN)
  async leave(@CurrentPerson() actor: AccountActor, @Body() body: ImGroupDto): Promise<PresentedSuccessMessage> {
    await this.leaveGroup.execute(actor, { channelId: body.group_id });
    return { success: true, message: 'Left group successfully' };
  }

  /** Those one is in, last used first. */
  @Get('list')
  async list(@CurrentPerson() actor: AccountActor): Promise<PresentedGroup[]> {
    return (await this.readGroups.own(actor)).map(presentGroup);
  }

  /** Those one could join or ask to, by ascending id. */
  @Get('available')
  async available(@CurrentPerson() actor: AccountActor, @Query() query: ImListGroupsDto): Promise<PresentedGroup[]> {
    const { after, limit = AVAILABLE_GROUPS_PAGE_MAX } = query;
    return (await this.readGroups.available(actor, { after, limit })).map(presentGroup);
  }

  /** By ascending user id. */
  @Get(':id/members')
  @Refuses(404, UNKNOWN)
  async members(
    @CurrentPerson() actor: AccountActor,
    @Param('id') channelId: string,
    @Query() { after, limit = GROUP_MEMBERS_PAGE_MAX }: ImListGroupMembersDto,
  ): Promise<PresentedGroupMember[]> {
    return (await this.readGroups.members(actor, channelId, { after, limit })).map(presentGroupMember);
  }

  /** Admins only. */
  @Patch(':id')
  @Refuses(403, 'You are not allowed to do this')
  @Refuses(404, UNKNOWN)
  async update(
    @CurrentPerson() actor: AccountActor,
    @Param('id') channelId: string,
    @Body() body: ImUpdateGroupDto,
  ): Promise<PresentedGroup> {
    const { name, description, avatar, join_mode: joinMode, history_visible: isHistoryVisible } = body;
    const changes = { name, joinMode, isHistoryVisible, description: description === null ? '' : description };
    const picture = avatar === '' ? null : avatar;
    return presentGroup(await this.updateGroup.execute(actor, { channelId, ...changes, avatar: picture }));
  }

  /** Admins only; every member is told by a message too. */
  @Post('announcement')
  @HttpCode(HttpStatus.OK)
  @Refuses(403, 'You are not allowed to do this')
  @Refuses(404, UNKNOWN)
  async announce(@CurrentPerson() actor: AccountActor, @Body() body: ImAnnouncementDto): Promise<PresentedGroup> {
    const { group_id: channelId, content } = body;
    return presentGroup(await this.announceToGroup.execute(actor, { channelId, content }));
  }
}
