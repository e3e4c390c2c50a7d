import { Injectable } from '@nestjs/common';
import { guildError } from '../../domain/guilds';
import type { Id } from '../../shared/ids';
import type { AccountActor } from '../shared/actor';
import { UnitOfWork } from '../shared/unit-of-work';
import { type ChannelView, GuildAccess } from './guild-access';
import { LockedGuilds } from './locked-guilds';

/** A guild's channel that is being changed: read under its guild's lock. */
@Injectable()
export class LockedChannels {
  constructor(
    private readonly guilds: LockedGuilds,
    private readonly access: GuildAccess,
    private readonly uow: UnitOfWork,
  ) {}

  /**
   * Runs `work` in a transaction that holds the guild's lock. Whoever may not change the channel is refused before, and
   * so holds nobody up.
   * @param wanted permission bits that are all needed in the channel
   * @throws AppError `unknown_channel`, `missing_access`, `missing_permissions`, `wrong_channel_type` for a thread
   */
  async change<Result>(
    actor: AccountActor,
    channelId: Id,
    wanted: bigint,
    work: (view: ChannelView) => Promise<Result>,
  ): Promise<Result> {
    const { guild, thread } = await this.access.requireChannel(actor, channelId, wanted);
    if (thread) throw guildError('wrong_channel_type');
    return this.uow.run(async () => {
      const snapshot = await this.guilds.lock(guild.id);
      const channel = snapshot.channels.get(channelId);
      if (!channel) throw guildError('unknown_channel');
      const member = await this.guilds.member(guild.id, actor.userId);
      return work(this.access.viewChannel(snapshot, member, { channel }, wanted));
    });
  }
}
