import { Body, Controller, Get, Put, Query } from '@nestjs/common';
import { UserDirectory } from '../../../application/identity';
import { ListPeople, PEOPLE_PAGE_MAX } from '../../../application/identity/list-people';
import { UpdateProfile } from '../../../application/identity/update-profile';
import type { AccountActor } from '../../../application/shared/actor';
import type { OwnProfile } from '../../../domain/identity';
import { assert } from '../../../shared/assert';
import { ForPeople, Refuses } from '../for-people';
import { CurrentPerson } from '../people.guard';
import { OwnPresence } from './own-presence';
import { PresentedSelf, PresentedUser } from './user-answer.dto';
import { UserPresentation } from './user-presentation';
import { ImListUsersDto, ImUpdateUserDto } from './user.dto';

@ForPeople()
@Controller('api/user')
export class ImUsersController {
  constructor(
    private readonly users: UserDirectory,
    private readonly updateProfile: UpdateProfile,
    private readonly listPeople: ListPeople,
    private readonly ownPresence: OwnPresence,
    private readonly presentation: UserPresentation,
  ) {}

  @Get('me')
  async me(@CurrentPerson() actor: AccountActor): Promise<PresentedSelf> {
    return this.presentation.self(await this.own(actor));
  }

  @Put('me')
  @Refuses(409, 'User already exists')
  async update(@CurrentPerson() actor: AccountActor, @Body() body: ImUpdateUserDto): Promise<PresentedSelf> {
    const username = body.username ?? undefined;
    if (body.status) this.ownPresence.set(actor.userId, body.status);
    const avatar = await this.changedAvatar(actor, body.avatar);
    return this.presentation.self(await this.updateProfile.execute(actor, { username, avatar }));
  }

  /** Everybody but oneself, by ascending id. */
  @Get('list')
  async list(@CurrentPerson() actor: AccountActor, @Query() query: ImListUsersDto): Promise<PresentedUser[]> {
    const { limit = PEOPLE_PAGE_MAX, ...rest } = query;
    const people = await this.listPeople.execute(actor, { ...rest, limit });
    return people.map((profile) => this.presentation.of(profile));
  }

  /** Clients send the whole profile back: the address of the picture that is there changes nothing. */
  private async changedAvatar(
    actor: AccountActor,
    avatar: string | null | undefined,
  ): Promise<string | null | undefined> {
    if (avatar === '') return null;
    if (typeof avatar !== 'string' || avatar === this.presentation.avatarUrl(await this.own(actor))) return undefined;
    return avatar;
  }

  private async own(actor: AccountActor): Promise<OwnProfile> {
    const profile = await this.users.findOwn(actor.userId);
    assert(profile, 'whoever has a valid token has an account');
    return profile;
  }
}
