import { Injectable } from '@nestjs/common';
import { guildError, NO_PERMISSIONS } from '../../domain/guilds';
import type { Id } from '../../shared/ids';
import type { AccountActor } from '../shared/actor';
import { LockedGuilds } from './locked-guilds';
import { Membership } from './membership';

/** Goes out of a guild. Its owner must hand it over or delete it first. */
@Injectable()
export class LeaveGuild {
  constructor(
    private readonly locked: LockedGuilds,
    private readonly membership: Membership,
  ) {}

  /** @throws AppError `unknown_guild`, `owner_cannot_leave` */
  async execute(actor: AccountActor, guildId: Id): Promise<void> {
    await this.locked.change(actor, guildId, NO_PERMISSIONS, async (view) => {
      if (view.guild.ownerId === actor.userId) throw guildError('owner_cannot_leave');
      await this.membership.end(view, actor.userId);
    });
  }
}
