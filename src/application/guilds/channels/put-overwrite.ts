import { Injectable } from '@nestjs/common';
import {
  auditChanges,
  AuditAction,
  type AuditFields,
  changedBits,
  checkOverwriteChange,
  type GuildChannelUpdated,
  OVERWRITES_MAX,
  type Overwrite,
  Permission,
} from '../../../domain/guilds';
import { invalid } from '../../../shared/errors';
import type { Id } from '../../../shared/ids';
import type { AccountActor } from '../../shared/actor';
import { UnitOfWork } from '../../shared/unit-of-work';
import { AuditLog } from '../audit-log';
import { guildKey } from '../cache-keys';
import { type ChannelView, GuildAccess } from '../guild-access';
import { GuildChannelRepository } from '../guild-channel.repository';
import { LockedChannels } from '../locked-channels';
import type { OverwriteInput } from './channel-settings';
import { OverwriteTargets } from './overwrite-targets';

export interface PutOverwriteInput {
  readonly channelId: Id;
  readonly overwrite: OverwriteInput;
  readonly reason?: string;
}

/** Sets what a role or account may do in one channel. */
@Injectable()
export class PutOverwrite {
  constructor(
    private readonly locked: LockedChannels,
    private readonly access: GuildAccess,
    private readonly channels: GuildChannelRepository,
    private readonly targets: OverwriteTargets,
    private readonly audit: AuditLog,
    private readonly uow: UnitOfWork,
  ) {}

  /** @throws AppError `unknown_channel`, `missing_access`, `missing_permissions`, `unknown_overwrite`, `invalid` */
  execute(actor: AccountActor, { channelId, overwrite: input, reason }: PutOverwriteInput): Promise<void> {
    return this.locked.change(actor, channelId, Permission.manageRoles, async (view) => {
      const { channel, guild } = view;
      const [overwrite] = await this.targets.resolve(view.roles, [input]);
      if (!overwrite) return;
      const old = channel.overwrites.find(({ targetId }) => targetId === overwrite.targetId);
      const others = channel.overwrites.filter((one) => one !== old);
      if (others.length >= OVERWRITES_MAX) {
        throw invalid('permission_overwrites', `must have at most ${OVERWRITES_MAX} items`);
      }
      const own = view.permissions | this.access.inGuild(view, view.member);
      checkOverwriteChange(own, changedBits(old ? [old] : [], [overwrite]));
      await this.channels.putOverwrite(channel.id, overwrite);
      await this.uow.invalidate(guildKey(guild.id));
      const updated: GuildChannelUpdated = {
        ...{ type: 'guild_channel.updated', guildId: guild.id },
        channel: { ...channel, overwrites: [...others, overwrite] },
      };
      this.uow.record(updated);
      await this.audit.record({
        ...{ guildId: guild.id, userId: actor.userId, targetId: channel.id, reason },
        actionType: old ? AuditAction.overwriteUpdate : AuditAction.overwriteCreate,
        changes: auditChanges(old && auditFieldsOfOverwrite(old), auditFieldsOfOverwrite(overwrite)),
        options: auditOptionsOfOverwrite(view, overwrite),
      });
    });
  }
}

export const auditFieldsOfOverwrite = ({ targetId, kind, allow, deny }: Overwrite): AuditFields => ({
  id: targetId,
  type: kind === 'role' ? 0 : 1,
  allow,
  deny,
});

/** https://docs.discord.com/developers/resources/audit-log#audit-log-entry-object-optional-audit-entry-info */
export function auditOptionsOfOverwrite(
  { roles }: Pick<ChannelView, 'roles'>,
  { targetId, kind }: Overwrite,
): Readonly<Record<string, string>> {
  const roleName = kind === 'role' ? roles.get(targetId)?.name : undefined;
  return { id: targetId, type: kind === 'role' ? '0' : '1', ...(roleName !== undefined && { role_name: roleName }) };
}
