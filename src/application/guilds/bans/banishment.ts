import { Injectable } from '@nestjs/common';
import { AuditAction, type BanAdded, outranksMember } from '../../../domain/guilds';
import type { Id } from '../../../shared/ids';
import { Clock } from '../../shared/clock';
import { UnitOfWork } from '../../shared/unit-of-work';
import { AuditLog } from '../audit-log';
import type { GuildView } from '../guild-access';
import { LockedGuilds } from '../locked-guilds';
import { Membership } from '../membership';
import { BanRepository } from './ban.repository';

/** Bans one user, for use cases that hold the guild's lock and have made sure of the right to ban. */
@Injectable()
export class Banishment {
  constructor(
    private readonly guilds: LockedGuilds,
    private readonly bans: BanRepository,
    private readonly membership: Membership,
    private readonly audit: AuditLog,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** False, and nothing happens, when the moderator does not stand above the user. A second ban changes nothing. */
  async ban(view: GuildView, userId: Id, reason?: string): Promise<boolean> {
    const { guild, roles, member } = view;
    const target = await this.guilds.member(guild.id, userId);
    const isAllowed = target ? outranksMember(guild, roles, member, target) : userId !== guild.ownerId;
    if (!isAllowed) return false;
    const ban = { guildId: guild.id, userId, ...(reason !== undefined && { reason }) };
    const moderatorId = member.userId;
    const isNew = await this.bans.insert({ ...ban, moderatorId, createdAtMs: this.clock.nowMs() });
    await this.membership.end(view, userId);
    if (!isNew) return true;
    const added: BanAdded = { type: 'ban.added', guildId: guild.id, ban };
    this.uow.record(added);
    const actionType = AuditAction.memberBanAdd;
    await this.audit.record({ guildId: guild.id, userId: moderatorId, targetId: userId, actionType, reason });
    return true;
  }
}
