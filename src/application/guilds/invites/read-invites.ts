import { Injectable } from '@nestjs/common';
import { type GuildChannel, guildError, type Invite, isInviteValid, Permission } from '../../../domain/guilds';
import type { Id } from '../../../shared/ids';
import type { AccountActor } from '../../shared/actor';
import { Clock } from '../../shared/clock';
import { GuildAccess } from '../guild-access';
import { GuildDirectory } from '../guild-directory';
import type { GuildSnapshot } from '../guild-snapshot';
import { InviteRepository } from './invite.repository';

/** An invite with where it leads. */
export interface InviteView {
  readonly invite: Invite;
  readonly guild: GuildSnapshot;
  readonly channel: GuildChannel;
}

/** Invites that are valid. */
@Injectable()
export class ReadInvites {
  constructor(
    private readonly access: GuildAccess,
    private readonly directory: GuildDirectory,
    private readonly invites: InviteRepository,
    private readonly clock: Clock,
  ) {}

  /** Whoever has the code may know where it leads. @throws AppError `unknown_invite` */
  async one(code: string): Promise<InviteView> {
    const invite = await this.invites.find(code);
    const view = invite && isInviteValid(invite, this.clock.nowMs()) ? await this.view(invite) : undefined;
    if (!view) throw guildError('unknown_invite');
    return view;
  }

  /** Where an invite leads that may be used up by now; undefined when that is gone. */
  async view(invite: Invite): Promise<InviteView | undefined> {
    const guild = await this.directory.find(invite.guildId);
    const channel = guild?.channels.get(invite.channelId);
    return guild && channel && { invite, guild, channel };
  }

  /** Oldest first. @throws AppError `unknown_guild`, `missing_permissions` */
  async ofGuild(actor: AccountActor, guildId: Id): Promise<readonly InviteView[]> {
    await this.access.requireGuild(actor, guildId, Permission.manageGuild);
    return this.list(guildId);
  }

  /** Oldest first. @throws AppError `unknown_channel`, `missing_access`, `missing_permissions` */
  async ofChannel(actor: AccountActor, channelId: Id): Promise<readonly InviteView[]> {
    const { guild } = await this.access.requireChannel(actor, channelId, Permission.manageChannels);
    return this.list(guild.id, channelId);
  }

  private async list(guildId: Id, channelId?: Id): Promise<readonly InviteView[]> {
    const guild = await this.directory.require(guildId);
    const invites = await this.invites.list(guildId, channelId);
    const nowMs = this.clock.nowMs();
    return invites.flatMap((invite) => {
      const channel = guild.channels.get(invite.channelId);
      return channel && isInviteValid(invite, nowMs) ? [{ invite, guild, channel }] : [];
    });
  }
}
