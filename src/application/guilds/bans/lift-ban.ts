import { Injectable } from '@nestjs/common';
import { AuditAction, type BanRemoved, guildError, Permission } from '../../../domain/guilds';
import { type Id, isId } from '../../../shared/ids';
import type { AccountActor } from '../../shared/actor';
import { UnitOfWork } from '../../shared/unit-of-work';
import { AuditLog } from '../audit-log';
import { LockedGuilds } from '../locked-guilds';
import { BanRepository } from './ban.repository';

export interface LiftBanInput {
  readonly guildId: Id;
  readonly userId: Id;
  readonly reason?: string;
}

/** Lets somebody come back. */
@Injectable()
export class LiftBan {
  constructor(
    private readonly guilds: LockedGuilds,
    private readonly bans: BanRepository,
    private readonly audit: AuditLog,
    private readonly uow: UnitOfWork,
  ) {}

  /** @throws AppError `unknown_guild`, `unknown_ban`, `missing_permissions` */
  async execute(actor: AccountActor, { guildId, userId, reason }: LiftBanInput): Promise<void> {
    await this.guilds.change(actor, guildId, Permission.banMembers, async () => {
      const ban = isId(userId) ? await this.bans.remove(guildId, userId) : undefined;
      if (!ban) throw guildError('unknown_ban');
      const removed: BanRemoved = { type: 'ban.removed', guildId, ban };
      this.uow.record(removed);
      const actionType = AuditAction.memberBanRemove;
      await this.audit.record({ guildId, userId: actor.userId, targetId: userId, actionType, reason });
    });
  }
}
