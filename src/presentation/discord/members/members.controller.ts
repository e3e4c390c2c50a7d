import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  HttpStatus,
  Param,
  Patch,
  Put,
  Query,
  Res,
  UseGuards,
} from '@nestjs/common';
import type { APIGuildMember } from 'discord-api-types/v10';
import type { FastifyReply } from 'fastify';
import { AddBot } from '../../../application/guilds/members/add-bot';
import { AssignRole } from '../../../application/guilds/members/assign-role';
import { KickMember } from '../../../application/guilds/members/kick-member';
import { ReadMembers } from '../../../application/guilds/members/read-members';
import { UpdateMember, type UpdateMemberInput } from '../../../application/guilds/members/update-member';
import type { AccountActor } from '../../../application/shared/actor';
import { guildError } from '../../../domain/guilds';
import { isId } from '../../../shared/ids';
import { AuditReason } from '../rest/audit-reason.decorator';
import { AuthenticatedGuard, CurrentActor } from '../../shared/authenticated.guard';
import { discordRoutes } from '../rest/discord-routes';
import { toBits } from '../rest/permission-bits';
import {
  AddBotDto,
  ListMembersDto,
  MEMBERS_PAGE_DEFAULT,
  SearchMembersDto,
  toTimeoutMs,
  UpdateMemberDto,
  UpdateOwnMemberDto,
} from './member.dto';
import { People } from './people';

/** Whoever calls; libraries encode it, so that it arrives as a parameter. */
const ME = '@me';

/** https://docs.discord.com/developers/resources/guild#get-guild-member */
@UseGuards(AuthenticatedGuard)
@Controller(discordRoutes('guilds/:guild_id/members'))
export class MembersController {
  constructor(
    private readonly readMembers: ReadMembers,
    private readonly updateMember: UpdateMember,
    private readonly assignRole: AssignRole,
    private readonly kickMember: KickMember,
    private readonly addBot: AddBot,
    private readonly people: People,
  ) {}

  @Get()
  async list(
    @CurrentActor() actor: AccountActor,
    @Param('guild_id') guildId: string,
    @Query() { limit = MEMBERS_PAGE_DEFAULT, after }: ListMembersDto,
  ): Promise<APIGuildMember[]> {
    const query = { limit, ...(isId(after) && { after }) };
    return this.people.members(await this.readMembers.list(actor, guildId, query));
  }

  @Get('search')
  async search(
    @CurrentActor() actor: AccountActor,
    @Param('guild_id') guildId: string,
    @Query() { query, limit = MEMBERS_PAGE_DEFAULT }: SearchMembersDto,
  ): Promise<APIGuildMember[]> {
    return this.people.members(await this.readMembers.search(actor, guildId, { prefix: query, limit }));
  }

  @Get(':user_id')
  async read(
    @CurrentActor() actor: AccountActor,
    @Param('guild_id') guildId: string,
    @Param('user_id') userId: string,
  ): Promise<APIGuildMember> {
    return this.people.member(await this.readMembers.one(actor, guildId, userId === ME ? actor.userId : userId));
  }

  /** 201 with the new member; 204 when the bot was one already. */
  @Put(':user_id')
  async add(
    @CurrentActor() actor: AccountActor,
    @Param('guild_id') guildId: string,
    @Param('user_id') botUserId: string,
    @Body() { permissions }: AddBotDto,
    @Res({ passthrough: true }) reply: FastifyReply,
    @AuditReason() reason?: string,
  ): Promise<APIGuildMember | undefined> {
    const input = { guildId, botUserId, permissions: toBits(permissions), reason };
    const { member, isNew } = await this.addBot.execute(actor, input);
    reply.status(isNew ? HttpStatus.CREATED : HttpStatus.NO_CONTENT);
    return isNew ? this.people.member(member) : undefined;
  }

  @Patch(':user_id')
  async update(
    @CurrentActor() actor: AccountActor,
    @Param('guild_id') guildId: string,
    @Param('user_id') userId: string,
    @Body() body: UpdateMemberDto,
    @AuditReason() reason?: string,
  ): Promise<APIGuildMember> {
    if (userId === ME) return this.change(actor, { guildId, userId: actor.userId, nick: body.nick, reason });
    return this.change(actor, {
      ...{ guildId, userId, nick: body.nick, reason },
      roleIds: body.roles === null ? [] : body.roles,
      timeoutUntilMs: toTimeoutMs(body.communication_disabled_until),
    });
  }

  /** The older form of a change of one's own nick. */
  @Patch(':user_id/nick')
  async updateOwnNick(
    @CurrentActor() actor: AccountActor,
    @Param('guild_id') guildId: string,
    @Param('user_id') userId: string,
    @Body() { nick }: UpdateOwnMemberDto,
    @AuditReason() reason?: string,
  ): Promise<APIGuildMember> {
    if (userId !== ME) throw guildError('unknown_member');
    return this.change(actor, { guildId, userId: actor.userId, nick, reason });
  }

  @Delete(':user_id')
  @HttpCode(HttpStatus.NO_CONTENT)
  async kick(
    @CurrentActor() actor: AccountActor,
    @Param('guild_id') guildId: string,
    @Param('user_id') userId: string,
    @AuditReason() reason?: string,
  ): Promise<void> {
    await this.kickMember.execute(actor, { guildId, userId, reason });
  }

  @Put(':user_id/roles/:role_id')
  @HttpCode(HttpStatus.NO_CONTENT)
  async addRole(
    @CurrentActor() actor: AccountActor,
    @Param('guild_id') guildId: string,
    @Param('user_id') userId: string,
    @Param('role_id') roleId: string,
    @AuditReason() reason?: string,
  ): Promise<void> {
    await this.assignRole.execute(actor, { guildId, userId, roleId, isAssigned: true, reason });
  }

  @Delete(':user_id/roles/:role_id')
  @HttpCode(HttpStatus.NO_CONTENT)
  async removeRole(
    @CurrentActor() actor: AccountActor,
    @Param('guild_id') guildId: string,
    @Param('user_id') userId: string,
    @Param('role_id') roleId: string,
    @AuditReason() reason?: string,
  ): Promise<void> {
    await this.assignRole.execute(actor, { guildId, userId, roleId, isAssigned: false, reason });
  }

  private async change(actor: AccountActor, input: UpdateMemberInput): Promise<APIGuildMember> {
    return this.people.member(await this.updateMember.execute(actor, input));
  }
}
