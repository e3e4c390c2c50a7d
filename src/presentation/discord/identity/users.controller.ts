import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Param, Patch, Req, UseGuards } from '@nestjs/common';
import type { APIUser } from 'discord-api-types/v10';
import type { FastifyRequest } from 'fastify';
import { UserDirectory } from '../../../application/identity';
import { DeleteAccount } from '../../../application/identity/delete-account';
import { UpdateProfile } from '../../../application/identity/update-profile';
import type { AccountActor } from '../../../application/shared/actor';
import { guildError } from '../../../domain/guilds';
import { assert } from '../../../shared/assert';
import { type PresentedOwnUser, presentUser } from '../presenters/user.presenter';
import { AuthenticatedGuard, CurrentActor } from '../../shared/authenticated.guard';
import { discordRoutes } from '../rest/discord-routes';
import { PasswordDto } from './auth.dto';
import { describeClient } from '../../shared/client-description';
import { OwnUserPresentation } from './own-user';
import { UpdateProfileDto } from './profile.dto';

@UseGuards(AuthenticatedGuard)
@Controller(discordRoutes('users'))
export class UsersController {
  constructor(
    private readonly users: UserDirectory,
    private readonly updateProfile: UpdateProfile,
    private readonly deleteAccount: DeleteAccount,
    private readonly ownUser: OwnUserPresentation,
  ) {}

  @Get('@me')
  async me(@CurrentActor() actor: AccountActor): Promise<PresentedOwnUser> {
    const profile = await this.users.findOwn(actor.userId);
    assert(profile, 'whoever has a valid token has an account');
    return this.ownUser.of(profile);
  }

  @Patch('@me')
  async update(@CurrentActor() actor: AccountActor, @Body() body: UpdateProfileDto): Promise<PresentedOwnUser> {
    const { username, global_name: globalName, display_name: displayName, avatar, bio } = body;
    const profile = await this.updateProfile.execute(actor, {
      username: username ?? undefined,
      displayName: globalName === undefined ? displayName : globalName,
      avatar,
      bio,
    });
    return this.ownUser.of(profile);
  }

  /** For good; what the account wrote stays, without its name. */
  @Delete('@me')
  @HttpCode(HttpStatus.NO_CONTENT)
  async delete(
    @CurrentActor() actor: AccountActor,
    @Body() { password }: PasswordDto,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    await this.deleteAccount.execute(actor, { password, address: describeClient(request).address });
  }

  @Get(':user_id')
  async user(@Param('user_id') userId: string): Promise<APIUser> {
    const profile = await this.users.find(userId);
    if (!profile) throw guildError('unknown_user');
    return presentUser(profile);
  }
}
