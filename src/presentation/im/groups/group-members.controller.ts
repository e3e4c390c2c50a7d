import { Body, Controller, Get, HttpCode, HttpStatus, Param, Post, Query } from '@nestjs/common';
import {
  ChangeGroupRole,
  DecideJoinRequest,
  DissolveGroup,
  InviteToGroup,
  JOIN_REQUESTS_PAGE_MAX,
  KickGroupMember,
  ListJoinRequests,
  MuteGroupMember,
  TransferGroup,
  UnmuteGroupMember,
} from '../../../application/messaging';
import type { AccountActor } from '../../../application/shared/actor';
import { PresentedSuccessMessage } from '../auth/auth-answer.dto';
import { ForPeople, Refuses } from '../for-people';
import { CurrentPerson } from '../people.guard';
import { UserPresentation } from '../users/user-presentation';
import { PresentedJoinRequest } from './group-answer.dto';
import { ImGroupDto, ImGroupMemberDto, ImGroupRoleDto, ImGroupSanctionDto, ImListGroupsDto } from './group.dto';

const UNKNOWN = 'Group not found';
const FORBIDDEN = 'You are not allowed to do this';
const UNKNOWN_REQUEST = 'Join request not found';
/** What owners and admins do to members, each to those below. */
@ForPeople()
@Controller('api/groups')
export class GroupMembersController {
  constructor(
    private readonly inviteToGroup: InviteToGroup,
    private readonly kickMember: KickGroupMember,
    private readonly muteMember: MuteGroupMember,
    private readonly unmuteMember: UnmuteGroupMember,
    private readonly changeRole: ChangeGroupRole,
    private readonly transferGroup: TransferGroup,
    private readonly dissolveGroup: DissolveGroup,
    private readonly listRequests: ListJoinRequests,
    private readonly decideRequest: DecideJoinRequest,
    private readonly users: UserPresentation,
  ) {}

  /** Who is invited may join, whatever the group's join mode is. */
  @Post('invite')
  @HttpCode(HttpStatus.OK)
  @Refuses(403, FORBIDDEN)
  @Refuses(404, UNKNOWN)
  async invite(@CurrentPerson() actor: AccountActor, @Body() body: ImGroupMemberDto): Promise<PresentedSuccessMessage> {
    await this.inviteToGroup.execute(actor, memberOf(body));
    return done('Invited successfully');
  }

  @Post('kick')
  @HttpCode(HttpStatus.OK)
  @Refuses(403, FORBIDDEN)
  @Refuses(404, UNKNOWN)
  async kick(@CurrentPerson() actor: AccountActor, @Body() body: ImGroupSanctionDto): Promise<PresentedSuccessMessage> {
    await this.kickMember.execute(actor, { ...memberOf(body), durationMs: durationOf(body) });
    return done('Member removed successfully');
  }

  @Post('mute')
  @HttpCode(HttpStatus.OK)
  @Refuses(403, FORBIDDEN)
  @Refuses(404, UNKNOWN)
  async mute(@CurrentPerson() actor: AccountActor, @Body() body: ImGroupSanctionDto): Promise<PresentedSuccessMessage> {
    await this.muteMember.execute(actor, { ...memberOf(body), durationMs: durationOf(body) });
    return done('Member muted successfully');
  }

  @Post('unmute')
  @HttpCode(HttpStatus.OK)
  @Refuses(403, FORBIDDEN)
  @Refuses(404, UNKNOWN)
  async unmute(@CurrentPerson() actor: AccountActor, @Body() body: ImGroupMemberDto): Promise<PresentedSuccessMessage> {
    await this.unmuteMember.execute(actor, memberOf(body));
    return done('Member unmuted successfully');
  }

  /** The owner only. */
  @Post('role')
  @HttpCode(HttpStatus.OK)
  @Refuses(403, FORBIDDEN)
  @Refuses(404, UNKNOWN)
  async role(@CurrentPerson() actor: AccountActor, @Body() body: ImGroupRoleDto): Promise<PresentedSuccessMessage> {
    await this.changeRole.execute(actor, { ...memberOf(body), role: body.role });
    return done('Role changed successfully');
  }

  /** The owner only, who is an admin from then on. */
  @Post('transfer')
  @HttpCode(HttpStatus.OK)
  @Refuses(403, FORBIDDEN)
  @Refuses(404, UNKNOWN)
  async transfer(
    @CurrentPerson() actor: AccountActor,
    @Body() body: ImGroupMemberDto,
  ): Promise<PresentedSuccessMessage> {
    await this.transferGroup.execute(actor, memberOf(body));
    return done('Group transferred successfully');
  }

  /** The owner only. */
  @Post('dissolve')
  @HttpCode(HttpStatus.OK)
  @Refuses(403, FORBIDDEN)
  @Refuses(404, UNKNOWN)
  async dissolve(@CurrentPerson() actor: AccountActor, @Body() body: ImGroupDto): Promise<PresentedSuccessMessage> {
    await this.dissolveGroup.execute(actor, { channelId: body.group_id });
    return done('Group dissolved successfully');
  }

  /** Who waits to be let in, by ascending user id; for admins. */
  @Get(':id/requests')
  @Refuses(403, FORBIDDEN)
  @Refuses(404, UNKNOWN)
  async requests(
    @CurrentPerson() actor: AccountActor,
    @Param('id') channelId: string,
    @Query() { after, limit = JOIN_REQUESTS_PAGE_MAX }: ImListGroupsDto,
  ): Promise<PresentedJoinRequest[]> {
    const requests = await this.listRequests.execute(actor, { channelId, after, limit });
    const users = await this.users.many(requests.map(({ userId }) => userId));
    return requests.map(({ userId, createdAtMs }, index) => ({
      ...{ group_id: channelId, user_id: userId, user: users[index] },
      created_at: new Date(createdAtMs).toISOString(),
    }));
  }

  @Post(':id/requests/:user_id/approve')
  @HttpCode(HttpStatus.OK)
  @Refuses(403, FORBIDDEN)
  @Refuses(404, UNKNOWN_REQUEST)
  async approve(
    @CurrentPerson() actor: AccountActor,
    @Param('id') channelId: string,
    @Param('user_id') userId: string,
  ): Promise<PresentedSuccessMessage> {
    await this.decideRequest.execute(actor, { channelId, userId, isApproved: true });
    return done('Join request approved');
  }

  @Post(':id/requests/:user_id/decline')
  @HttpCode(HttpStatus.OK)
  @Refuses(403, FORBIDDEN)
  @Refuses(404, UNKNOWN_REQUEST)
  async decline(
    @CurrentPerson() actor: AccountActor,
    @Param('id') channelId: string,
    @Param('user_id') userId: string,
  ): Promise<PresentedSuccessMessage> {
    await this.decideRequest.execute(actor, { channelId, userId, isApproved: false });
    return done('Join request declined');
  }
}

const done = (message: string): PresentedSuccessMessage => ({ success: true, message });

const memberOf = ({ group_id: channelId, user_id: userId }: ImGroupMemberDto) => ({ channelId, userId });

const durationOf = ({ duration_seconds: seconds }: ImGroupSanctionDto): number | undefined =>
  seconds ? seconds * 1_000 : undefined;
