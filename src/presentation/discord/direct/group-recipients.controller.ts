import { Controller, Delete, HttpCode, Param, Put, UseGuards } from '@nestjs/common';
import { AddGroupMember, KickGroupMember, LeaveGroup } from '../../../application/messaging';
import type { AccountActor } from '../../../application/shared/actor';
import { AuthenticatedGuard, CurrentActor } from '../../shared/authenticated.guard';
import { discordRoutes } from '../rest/discord-routes';

/** https://docs.discord.com/developers/resources/channel#group-dm-add-recipient */
@UseGuards(AuthenticatedGuard)
@Controller(discordRoutes('channels/:channel_id/recipients'))
export class GroupRecipientsController {
  constructor(
    private readonly addGroupMember: AddGroupMember,
    private readonly kickGroupMember: KickGroupMember,
    private readonly leaveGroup: LeaveGroup,
  ) {}

  @Put(':user_id')
  @HttpCode(204)
  async add(
    @CurrentActor() actor: AccountActor,
    @Param('channel_id') channelId: string,
    @Param('user_id') userId: string,
  ): Promise<void> {
    await this.addGroupMember.execute(actor, { channelId, userId });
  }

  @Delete(':user_id')
  @HttpCode(204)
  async remove(
    @CurrentActor() actor: AccountActor,
    @Param('channel_id') channelId: string,
    @Param('user_id') userId: string,
  ): Promise<void> {
    if (userId === actor.userId) await this.leaveGroup.execute(actor, { channelId });
    else await this.kickGroupMember.execute(actor, { channelId, userId });
  }
}
