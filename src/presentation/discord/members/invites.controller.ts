import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Param, Post, Query, UseGuards } from '@nestjs/common';
import type { APIExtendedInvite, APIInvite } from 'discord-api-types/v10';
import { GuildCounts } from '../../../application/guilds/guild-counts';
import { AcceptInvite } from '../../../application/guilds/invites/accept-invite';
import { CreateInvite } from '../../../application/guilds/invites/create-invite';
import { DeleteInvite } from '../../../application/guilds/invites/delete-invite';
import { type InviteView, ReadInvites } from '../../../application/guilds/invites/read-invites';
import type { AccountActor } from '../../../application/shared/actor';
import { guildError, type Invite } from '../../../domain/guilds';
import { AuditReason } from '../rest/audit-reason.decorator';
import { AuthenticatedGuard, CurrentActor } from '../../shared/authenticated.guard';
import { discordRoutes } from '../rest/discord-routes';
import { CreateInviteDto, ReadInviteDto } from './invite.dto';
import { presentExtendedInvite, presentInvite } from './invite.presenter';
import { People } from './people';

/** https://docs.discord.com/developers/resources/invite */
@UseGuards(AuthenticatedGuard)
@Controller(discordRoutes())
export class InvitesController {
  constructor(
    private readonly readInvites: ReadInvites,
    private readonly createInvite: CreateInvite,
    private readonly acceptInvite: AcceptInvite,
    private readonly deleteInvite: DeleteInvite,
    private readonly counts: GuildCounts,
    private readonly people: People,
  ) {}

  @Post('channels/:channel_id/invites')
  @HttpCode(HttpStatus.OK)
  async create(
    @CurrentActor() actor: AccountActor,
    @Param('channel_id') channelId: string,
    @Body() body: CreateInviteDto,
    @AuditReason() reason?: string,
  ): Promise<APIExtendedInvite> {
    const invite = await this.createInvite.execute(actor, {
      ...{ channelId, reason },
      maxAgeSeconds: body.max_age ?? undefined,
      maxUses: body.max_uses ?? undefined,
      temporary: body.temporary ?? undefined,
      isUnique: body.unique ?? undefined,
    });
    const view = await this.viewOf(invite);
    return presentExtendedInvite(view, await this.people.one(invite.inviterId));
  }

  @Get('channels/:channel_id/invites')
  async ofChannel(
    @CurrentActor() actor: AccountActor,
    @Param('channel_id') channelId: string,
  ): Promise<APIExtendedInvite[]> {
    return this.presentAll(await this.readInvites.ofChannel(actor, channelId));
  }

  @Get('guilds/:guild_id/invites')
  async ofGuild(@CurrentActor() actor: AccountActor, @Param('guild_id') guildId: string): Promise<APIExtendedInvite[]> {
    return this.presentAll(await this.readInvites.ofGuild(actor, guildId));
  }

  @Get('invites/:code')
  async read(@Param('code') code: string, @Query() query: ReadInviteDto): Promise<APIInvite> {
    const view = await this.readInvites.one(code);
    const counts = query.with_counts ? await this.counts.of(view.invite.guildId) : undefined;
    return {
      ...presentInvite(view, await this.people.one(view.invite.inviterId)),
      ...(counts && {
        approximate_member_count: counts.members,
        approximate_presence_count: counts.online,
      }),
    };
  }

  /** Joins the guild; whoever is a member already stays one. For people. */
  @Post('invites/:code')
  @HttpCode(HttpStatus.OK)
  async accept(@CurrentActor() actor: AccountActor, @Param('code') code: string): Promise<APIInvite & NewMember> {
    const { invite, isNewMember } = await this.acceptInvite.execute(actor, code);
    const view = await this.viewOf(invite);
    return { ...presentInvite(view, await this.people.one(invite.inviterId)), new_member: isNewMember };
  }

  @Delete('invites/:code')
  async remove(
    @CurrentActor() actor: AccountActor,
    @Param('code') code: string,
    @AuditReason() reason?: string,
  ): Promise<APIInvite> {
    const invite = await this.deleteInvite.execute(actor, { code, reason });
    const view = await this.viewOf(invite);
    return presentInvite(view, await this.people.one(invite.inviterId));
  }

  private async viewOf(invite: Invite): Promise<InviteView> {
    const view = await this.readInvites.view(invite);
    if (!view) throw guildError('unknown_invite');
    return view;
  }

  private async presentAll(views: readonly InviteView[]): Promise<APIExtendedInvite[]> {
    const userOf = await this.people.of(views.map(({ invite }) => invite.inviterId));
    return views.map((view) => presentExtendedInvite(view, userOf(view.invite.inviterId)));
  }
}

interface NewMember {
  readonly new_member: boolean;
}
