import { Injectable } from '@nestjs/common';
import {
  auditChanges,
  AuditAction,
  changedBits,
  channelName,
  checkOverwriteChange,
  checkPlaces,
  checkTypeChange,
  guildError,
  type GuildChannel,
  type GuildChannelUpdated,
  hasPermission,
  type Overwrite,
  Permission,
  sameOverwrites,
} from '../../../domain/guilds';
import type { Id } from '../../../shared/ids';
import type { AccountActor } from '../../shared/actor';
import { UnitOfWork } from '../../shared/unit-of-work';
import { AuditLog } from '../audit-log';
import { guildKey } from '../cache-keys';
import { type ChannelView, GuildAccess } from '../guild-access';
import { GuildChannelRepository } from '../guild-channel.repository';
import { LockedChannels } from '../locked-channels';
import {
  auditFieldsOfChannel,
  type ChannelSettings,
  type OverwriteInput,
  withChannelSettings,
} from './channel-settings';
import { OverwriteTargets } from './overwrite-targets';

export interface UpdateGuildChannelInput {
  readonly channelId: Id;
  readonly settings: ChannelSettings;
  /** Absent: as they are. */
  readonly overwrites?: readonly OverwriteInput[];
  readonly reason?: string;
}

/** Changes settings of a channel; its overwrites only for whoever manages roles in it. */
@Injectable()
export class UpdateGuildChannel {
  constructor(
    private readonly locked: LockedChannels,
    private readonly access: GuildAccess,
    private readonly channels: GuildChannelRepository,
    private readonly targets: OverwriteTargets,
    private readonly audit: AuditLog,
    private readonly uow: UnitOfWork,
  ) {}

  /** @throws AppError `unknown_channel`, `missing_access`, `missing_permissions`, `unknown_overwrite`, `invalid` */
  execute(actor: AccountActor, input: UpdateGuildChannelInput): Promise<GuildChannel> {
    return this.locked.change(actor, input.channelId, Permission.manageChannels, async (view) => {
      const { channel, guild } = view;
      const settings = this.settingsOf(view, input.settings);
      const overwrites = await this.overwritesOf(view, input.overwrites);
      const changed = { ...withChannelSettings(channel, settings), overwrites };
      checkPlaces(new Map([...view.channels, [channel.id, changed]]));
      await this.channels.update([changed]);
      if (overwrites !== channel.overwrites) await this.channels.replaceOverwrites(channel.id, overwrites);
      await this.uow.invalidate(guildKey(guild.id));
      const updated: GuildChannelUpdated = { type: 'guild_channel.updated', guildId: guild.id, channel: changed };
      this.uow.record(updated);
      await this.log(actor, channel, changed, input.reason);
      return changed;
    });
  }

  private settingsOf(view: ChannelView, settings: ChannelSettings): ChannelSettings {
    const { channel } = view;
    const type = settings.type ?? channel.type;
    checkTypeChange(channel.type, type);
    const parent = typeof settings.parentId === 'string' ? view.channels.get(settings.parentId) : undefined;
    if (parent && parent.id !== channel.parentId) {
      this.access.viewChannel(view, view.member, { channel: parent }, Permission.manageChannels);
    }
    return { ...settings, ...(settings.name !== undefined && { name: channelName(type, settings.name) }) };
  }

  /** The same array when nothing changes. */
  private async overwritesOf(
    view: ChannelView,
    inputs: readonly OverwriteInput[] | undefined,
  ): Promise<readonly Overwrite[]> {
    const { channel, permissions, member } = view;
    const overwrites = inputs && (await this.targets.resolve(view.roles, inputs));
    if (!overwrites || sameOverwrites(overwrites, channel.overwrites)) return channel.overwrites;
    if (!hasPermission(permissions, Permission.manageRoles)) throw guildError('missing_permissions');
    const own = permissions | this.access.inGuild(view, member);
    checkOverwriteChange(own, changedBits(channel.overwrites, overwrites));
    return overwrites;
  }

  private async log(actor: AccountActor, old: GuildChannel, channel: GuildChannel, reason?: string): Promise<void> {
    const changes = auditChanges(auditFieldsOfChannel(old), auditFieldsOfChannel(channel));
    if (changes.length === 0 && old.overwrites === channel.overwrites) return;
    await this.audit.record({
      ...{ guildId: channel.guildId, userId: actor.userId, targetId: channel.id, reason },
      actionType: AuditAction.channelUpdate,
      changes,
    });
  }
}
