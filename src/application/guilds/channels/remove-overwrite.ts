import { Injectable } from '@nestjs/common';
import {
  auditChanges,
  AuditAction,
  changedBits,
  checkOverwriteChange,
  guildError,
  type GuildChannelUpdated,
  Permission,
} from '../../../domain/guilds';
import type { Id } from '../../../shared/ids';
import type { AccountActor } from '../../shared/actor';
import { UnitOfWork } from '../../shared/unit-of-work';
import { AuditLog } from '../audit-log';
import { guildKey } from '../cache-keys';
import { GuildAccess } from '../guild-access';
import { GuildChannelRepository } from '../guild-channel.repository';
import { LockedChannels } from '../locked-channels';
import { auditFieldsOfOverwrite, auditOptionsOfOverwrite } from './put-overwrite';

export interface RemoveOverwriteInput {
  readonly channelId: Id;
  readonly targetId: Id;
  readonly reason?: string;
}

/** Takes an overwrite away, which gives or takes whatever it had taken or given. */
@Injectable()
export class RemoveOverwrite {
  constructor(
    private readonly locked: LockedChannels,
    private readonly access: GuildAccess,
    private readonly channels: GuildChannelRepository,
    private readonly audit: AuditLog,
    private readonly uow: UnitOfWork,
  ) {}

  /** @throws AppError `unknown_channel`, `missing_access`, `missing_permissions`, `unknown_overwrite` */
  execute(actor: AccountActor, { channelId, targetId, reason }: RemoveOverwriteInput): Promise<void> {
    return this.locked.change(actor, channelId, Permission.manageRoles, async (view) => {
      const { channel, guild } = view;
      const old = channel.overwrites.find((one) => one.targetId === targetId);
      if (!old) throw guildError('unknown_overwrite');
      const own = view.permissions | this.access.inGuild(view, view.member);
      checkOverwriteChange(own, changedBits([old], []));
      await this.channels.removeOverwrite(channel.id, targetId);
      await this.uow.invalidate(guildKey(guild.id));
      const updated: GuildChannelUpdated = {
        ...{ type: 'guild_channel.updated', guildId: guild.id },
        channel: { ...channel, overwrites: channel.overwrites.filter((one) => one !== old) },
      };
      this.uow.record(updated);
      await this.audit.record({
        ...{ guildId: guild.id, userId: actor.userId, targetId: channel.id, reason },
        actionType: AuditAction.overwriteDelete,
        changes: auditChanges(auditFieldsOfOverwrite(old)),
        options: auditOptionsOfOverwrite(view, old),
      });
    });
  }
}
