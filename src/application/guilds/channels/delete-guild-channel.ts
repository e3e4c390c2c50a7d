import { Injectable } from '@nestjs/common';
import {
  auditChanges,
  AuditAction,
  type Guild,
  type GuildChannel,
  type GuildChannelDeleted,
  type GuildChannelUpdated,
  type GuildUpdated,
  hasChannelTask,
  Permission,
  withoutChannelTask,
} from '../../../domain/guilds';
import type { Id } from '../../../shared/ids';
import type { AccountActor } from '../../shared/actor';
import { Clock } from '../../shared/clock';
import { UnitOfWork } from '../../shared/unit-of-work';
import { AuditLog } from '../audit-log';
import { guildKey } from '../cache-keys';
import { GuildChannelRepository } from '../guild-channel.repository';
import { GuildRepository } from '../guild.repository';
import { LockedChannels } from '../locked-channels';
import { auditFieldsOfChannel } from './channel-settings';

export interface DeleteGuildChannelInput {
  readonly channelId: Id;
  readonly reason?: string;
}

/** Ends a channel with its threads. What stood in a category stands by itself afterwards. */
@Injectable()
export class DeleteGuildChannel {
  constructor(
    private readonly locked: LockedChannels,
    private readonly channels: GuildChannelRepository,
    private readonly guilds: GuildRepository,
    private readonly audit: AuditLog,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `unknown_channel`, `missing_access`, `missing_permissions` */
  execute(actor: AccountActor, { channelId, reason }: DeleteGuildChannelInput): Promise<GuildChannel> {
    return this.locked.change(actor, channelId, Permission.manageChannels, async (view) => {
      const { guild, channel } = view;
      await this.channels.close(channel.id, this.clock.nowMs());
      await this.uow.invalidate(guildKey(guild.id));
      const deleted: GuildChannelDeleted = { type: 'guild_channel.deleted', guildId: guild.id, channel };
      this.uow.record(deleted);
      await this.release(
        guild.id,
        [...view.channels.values()].filter(({ parentId }) => parentId === channel.id),
      );
      if (hasChannelTask(guild, channel.id)) await this.relieve(guild, channel.id);
      await this.audit.record({
        ...{ guildId: guild.id, userId: actor.userId, targetId: channel.id, reason },
        actionType: AuditAction.channelDelete,
        changes: auditChanges(auditFieldsOfChannel(channel)),
      });
      return channel;
    });
  }

  private async release(guildId: Id, children: readonly GuildChannel[]): Promise<void> {
    if (children.length === 0) return;
    const released = children.map((child) => ({ ...child, parentId: undefined }));
    await this.channels.update(released);
    for (const channel of released) {
      const updated: GuildChannelUpdated = { type: 'guild_channel.updated', guildId, channel };
      this.uow.record(updated);
    }
  }

  private async relieve(old: Guild, channelId: Id): Promise<void> {
    const guild = withoutChannelTask(old, channelId);
    await this.guilds.update(guild);
    const updated: GuildUpdated = { type: 'guild.updated', guildId: guild.id, guild };
    this.uow.record(updated);
  }
}
