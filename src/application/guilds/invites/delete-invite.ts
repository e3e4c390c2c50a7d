import { Injectable } from '@nestjs/common';
import {
  AuditAction,
  auditChanges,
  guildError,
  hasPermission,
  type Invite,
  type InviteDeleted,
  Permission,
} from '../../../domain/guilds';
import type { AccountActor } from '../../shared/actor';
import { UnitOfWork } from '../../shared/unit-of-work';
import { AuditLog } from '../audit-log';
import { GuildAccess } from '../guild-access';
import { GuildDirectory } from '../guild-directory';
import { GuildLocks } from '../guild-locks';
import { auditFieldsOfInvite } from './create-invite';
import { InviteRepository } from './invite.repository';

export interface DeleteInviteInput {
  readonly code: string;
  readonly reason?: string;
}

/** Withdraws an invite; for who may manage its channel or the guild. */
@Injectable()
export class DeleteInvite {
  constructor(
    private readonly access: GuildAccess,
    private readonly directory: GuildDirectory,
    private readonly invites: InviteRepository,
    private readonly locks: GuildLocks,
    private readonly audit: AuditLog,
    private readonly uow: UnitOfWork,
  ) {}

  /** @throws AppError `unknown_invite`, `missing_permissions` */
  async execute(actor: AccountActor, { code, reason }: DeleteInviteInput): Promise<Invite> {
    const invite = await this.invites.find(code);
    if (!invite) throw guildError('unknown_invite');
    await this.requireRight(actor, invite);
    const { guildId, channelId } = invite;
    await this.uow.run(async () => {
      await this.locks.lock(guildId);
      if (!(await this.invites.remove(code))) throw guildError('unknown_invite');
      const deleted: InviteDeleted = { type: 'invite.deleted', guildId, channelId, code };
      this.uow.record(deleted);
      await this.audit.record({
        ...{ guildId, userId: actor.userId, reason },
        actionType: AuditAction.inviteDelete,
        changes: auditChanges(auditFieldsOfInvite(invite)),
      });
    });
    return invite;
  }

  private async requireRight(actor: AccountActor, { guildId, channelId }: Invite): Promise<void> {
    const snapshot = await this.directory.find(guildId);
    const member = await this.directory.member(guildId, actor.userId);
    if (!snapshot || !member) throw guildError('missing_permissions');
    const channel = snapshot.channels.get(channelId);
    const inChannel = channel ? this.access.inChannel(snapshot, member, channel) : 0n;
    const mayManage =
      hasPermission(this.access.inGuild(snapshot, member), Permission.manageGuild) ||
      hasPermission(inChannel, Permission.manageChannels);
    if (!mayManage) throw guildError('missing_permissions');
  }
}
