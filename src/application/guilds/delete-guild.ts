import { Injectable } from '@nestjs/common';
import { guildError, type GuildDeleted, NO_PERMISSIONS } from '../../domain/guilds';
import type { Id } from '../../shared/ids';
import { ImageStore } from '../files';
import type { AccountActor } from '../shared/actor';
import { Clock } from '../shared/clock';
import { UnitOfWork } from '../shared/unit-of-work';
import { guildKey } from './cache-keys';
import { GuildRepository } from './guild.repository';
import { LockedGuilds } from './locked-guilds';

/** Ends a guild for everybody; only its owner may. */
@Injectable()
export class DeleteGuild {
  constructor(
    private readonly locked: LockedGuilds,
    private readonly guilds: GuildRepository,
    private readonly images: ImageStore,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `unknown_guild`, `missing_permissions` */
  async execute(actor: AccountActor, guildId: Id): Promise<void> {
    const { icon } = await this.locked.change(actor, guildId, NO_PERMISSIONS, async ({ guild, member }) => {
      if (guild.ownerId !== member.userId) throw guildError('missing_permissions');
      await this.guilds.end(guildId, this.clock.nowMs());
      await this.uow.invalidate(guildKey(guildId));
      const deleted: GuildDeleted = { type: 'guild.deleted', guildId };
      this.uow.record(deleted);
      return guild;
    });
    if (icon !== undefined) await this.images.remove({ kind: 'guild_icon', id: guildId }, icon);
  }
}
