import { Controller, Delete, Get, HttpCode, HttpStatus, Param, Put, Query, UseGuards } from '@nestjs/common';
import type { APIUser } from 'discord-api-types/v10';
import { UserDirectory } from '../../../application/identity';
import { AddReaction, ClearReactions, ListReactingUsers, RemoveReaction } from '../../../application/messaging';
import type { AccountActor } from '../../../application/shared/actor';
import { guildError } from '../../../domain/guilds';
import { isId } from '../../../shared/ids';
import { presentUnknownUser, presentUser } from '../presenters/user.presenter';
import { AuthenticatedGuard, CurrentActor } from '../../shared/authenticated.guard';
import { discordRoutes } from '../rest/discord-routes';
import { DialectChannels } from './dialect-channels';
import { REACTING_USERS_PAGE_DEFAULT, ReactingUsersDto } from './history.dto';

const OWN = '@me';
/** Super reactions, which nobody has here. */
const BURST = 1;

/** The message, and the emoji as libraries write it: percent-encoded, with or without its sign for colour. */
interface ReactionPath {
  readonly channel_id: string;
  readonly message_id: string;
  readonly emoji: string;
}

/** https://docs.discord.com/developers/resources/message#create-reaction */
@UseGuards(AuthenticatedGuard)
@Controller(discordRoutes('channels/:channel_id/messages/:message_id/reactions'))
export class ReactionsController {
  constructor(
    private readonly channels: DialectChannels,
    private readonly addReaction: AddReaction,
    private readonly removeReaction: RemoveReaction,
    private readonly clearReactions: ClearReactions,
    private readonly listReactingUsers: ListReactingUsers,
    private readonly users: UserDirectory,
  ) {}

  @Put(`:emoji/${OWN}`)
  @HttpCode(HttpStatus.NO_CONTENT)
  async add(@CurrentActor() actor: AccountActor, @Param() path: ReactionPath): Promise<void> {
    await this.addReaction.execute(actor, await this.target(path));
  }

  @Delete(':emoji/:user_id')
  @HttpCode(HttpStatus.NO_CONTENT)
  async remove(
    @CurrentActor() actor: AccountActor,
    @Param() path: ReactionPath,
    @Param('user_id') userId: string,
  ): Promise<void> {
    const target = await this.target(path);
    if (userId !== OWN && !isId(userId)) throw guildError('unknown_user');
    await this.removeReaction.execute(actor, { ...target, userId: userId === OWN ? actor.userId : userId });
  }

  @Get(':emoji')
  async list(
    @CurrentActor() actor: AccountActor,
    @Param() path: ReactionPath,
    @Query() { limit = REACTING_USERS_PAGE_DEFAULT, after, type }: ReactingUsersDto,
  ): Promise<APIUser[]> {
    const userIds = await this.listReactingUsers.execute(actor, { ...(await this.target(path)), limit, after });
    if (type === BURST) return [];
    const profiles = await this.users.findMany(userIds);
    return userIds.map((id) => {
      const profile = profiles.get(id);
      return profile ? presentUser(profile) : presentUnknownUser(id);
    });
  }

  @Delete(':emoji')
  @HttpCode(HttpStatus.NO_CONTENT)
  async clearOne(@CurrentActor() actor: AccountActor, @Param() path: ReactionPath): Promise<void> {
    await this.clearReactions.execute(actor, await this.target(path));
  }

  @Delete()
  @HttpCode(HttpStatus.NO_CONTENT)
  async clearAll(
    @CurrentActor() actor: AccountActor,
    @Param('channel_id') channelId: string,
    @Param('message_id') messageId: string,
  ): Promise<void> {
    await this.channels.require(channelId, messageId);
    await this.clearReactions.execute(actor, { channelId, messageId });
  }

  private async target({ channel_id: channelId, message_id: messageId, emoji }: ReactionPath) {
    await this.channels.require(channelId, messageId);
    return { channelId, messageId, emoji };
  }
}
