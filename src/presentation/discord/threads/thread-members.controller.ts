import { Controller, Delete, Get, HttpCode, Param, Put, Query, UseGuards } from '@nestjs/common';
import type { APIThreadMember } from 'discord-api-types/v10';
import { AddThreadMember } from '../../../application/guilds/threads/add-thread-member';
import { ReadThread } from '../../../application/guilds/threads/read-thread';
import { RemoveThreadMember } from '../../../application/guilds/threads/remove-thread-member';
import type { AccountActor } from '../../../application/shared/actor';
import { guildError } from '../../../domain/guilds';
import { type Id, isId } from '../../../shared/ids';
import { AuthenticatedGuard, CurrentActor } from '../../shared/authenticated.guard';
import { discordRoutes } from '../rest/discord-routes';
import { ThreadMembersQueryDto } from './thread.dto';
import { ThreadPresentation } from './thread-presentation';

/** Who is in a thread. https://docs.discord.com/developers/resources/channel#join-thread */
@UseGuards(AuthenticatedGuard)
@Controller(discordRoutes('channels/:channel_id/thread-members'))
export class ThreadMembersController {
  constructor(
    private readonly addThreadMember: AddThreadMember,
    private readonly removeThreadMember: RemoveThreadMember,
    private readonly readThread: ReadThread,
    private readonly presentation: ThreadPresentation,
  ) {}

  @Get()
  async list(
    @CurrentActor() actor: AccountActor,
    @Param('channel_id') threadId: string,
    @Query() { after, limit, with_member: withGuildMembers = false }: ThreadMembersQueryDto,
  ): Promise<APIThreadMember[]> {
    const page = await this.readThread.members(actor, { threadId, after, limit, withGuildMembers });
    return this.presentation.members(page);
  }

  @Get(':user_id')
  async one(
    @CurrentActor() actor: AccountActor,
    @Param('channel_id') threadId: string,
    @Param('user_id') userId: string,
    @Query() { with_member: withGuildMembers = false }: ThreadMembersQueryDto,
  ): Promise<APIThreadMember> {
    const input = { threadId, userId: userIdOf(actor, userId), withGuildMembers };
    const [member] = await this.presentation.members(await this.readThread.member(actor, input));
    return member;
  }

  @Put(':user_id')
  @HttpCode(204)
  async add(
    @CurrentActor() actor: AccountActor,
    @Param('channel_id') threadId: string,
    @Param('user_id') userId: string,
  ): Promise<void> {
    await this.addThreadMember.execute(actor, { threadId, userId: userIdOf(actor, userId) });
  }

  @Delete(':user_id')
  @HttpCode(204)
  async remove(
    @CurrentActor() actor: AccountActor,
    @Param('channel_id') threadId: string,
    @Param('user_id') userId: string,
  ): Promise<void> {
    await this.removeThreadMember.execute(actor, { threadId, userId: userIdOf(actor, userId) });
  }
}

/** @throws AppError `unknown_member` for what is no id */
function userIdOf(actor: AccountActor, parameter: string): Id {
  if (parameter === '@me') return actor.userId;
  if (!isId(parameter)) throw guildError('unknown_member');
  return parameter;
}
