import { Injectable } from '@nestjs/common';
import { AuditAction, guildError, outranksMember, Permission } from '../../../domain/guilds';
import type { Id } from '../../../shared/ids';
import type { AccountActor } from '../../shared/actor';
import { AuditLog } from '../audit-log';
import { LockedGuilds } from '../locked-guilds';
import { Membership } from '../membership';

export interface KickMemberInput {
  readonly guildId: Id;
  readonly userId: Id;
  readonly reason?: string;
}

/** Sends a member out; nothing keeps them from coming back. */
@Injectable()
export class KickMember {
  constructor(
    private readonly guilds: LockedGuilds,
    private readonly membership: Membership,
    private readonly audit: AuditLog,
  ) {}

  /** @throws AppError `unknown_guild`, `unknown_member`, `missing_permissions` */
  async execute(actor: AccountActor, { guildId, userId, reason }: KickMemberInput): Promise<void> {
    await this.guilds.change(actor, guildId, Permission.kickMembers, async (view) => {
      const target = await this.guilds.requireMember(guildId, userId);
      if (!outranksMember(view.guild, view.roles, view.member, target)) throw guildError('missing_permissions');
      await this.membership.end(view, userId);
      const actionType = AuditAction.memberKick;
      await this.audit.record({ guildId, userId: actor.userId, targetId: userId, actionType, reason });
    });
  }
}
