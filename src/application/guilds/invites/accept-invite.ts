import { Injectable } from '@nestjs/common';
import {
  guildError,
  type Invite,
  type InviteDeleted,
  isInviteValid,
  type Member,
  GUILDS_MAX,
} from '../../../domain/guilds';
import { identityError } from '../../../domain/identity';
import type { Id } from '../../../shared/ids';
import type { AccountActor } from '../../shared/actor';
import { Clock } from '../../shared/clock';
import { UnitOfWork } from '../../shared/unit-of-work';
import { BanRepository } from '../bans/ban.repository';
import { GuildReader } from '../guild.reader';
import { JoinNotice } from '../join-notice';
import { LockedGuilds } from '../locked-guilds';
import { Membership } from '../membership';
import { InviteRepository } from './invite.repository';

export interface AcceptedInvite {
  readonly invite: Invite;
  /** False for whoever was a member already: that uses nothing up. */
  readonly isNewMember: boolean;
}

/** Joins a guild by a code. For people; a bot is added by somebody who may manage the guild. */
@Injectable()
export class AcceptInvite {
  constructor(
    private readonly guilds: LockedGuilds,
    private readonly reader: GuildReader,
    private readonly invites: InviteRepository,
    private readonly bans: BanRepository,
    private readonly membership: Membership,
    private readonly notice: JoinNotice,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `unknown_invite` (also one that expired or is used up), `user_banned`, `guilds_max`, `bots_cannot` */
  async execute(actor: AccountActor, code: string): Promise<AcceptedInvite> {
    if (actor.applicationId !== undefined) throw identityError('bots_cannot');
    const { guildId } = await this.requireValid(code);
    const accepted = await this.uow.run(async () => {
      const snapshot = await this.guilds.lock(guildId);
      const invite = await this.requireValid(code);
      if (!snapshot.channels.has(invite.channelId)) throw guildError('unknown_invite');
      if (await this.guilds.member(guildId, actor.userId)) return { snapshot, invite, isNewMember: false };
      await this.requireWelcome(guildId, actor.userId);
      await this.membership.begin(newMember(guildId, actor.userId, this.clock.nowMs()));
      return { snapshot, invite: await this.use(invite), isNewMember: true };
    });
    const { snapshot, ...answer } = accepted;
    if (answer.isNewMember) await this.notice.tell(snapshot.guild, actor.userId);
    return answer;
  }

  private async requireValid(code: string): Promise<Invite> {
    const invite = await this.invites.find(code);
    if (!invite || !isInviteValid(invite, this.clock.nowMs())) throw guildError('unknown_invite');
    return invite;
  }

  private async requireWelcome(guildId: Id, userId: Id): Promise<void> {
    if (await this.bans.find(guildId, userId)) throw guildError('user_banned');
    const memberships = await this.reader.membershipsOf(userId);
    if (memberships.length >= GUILDS_MAX) throw guildError('guilds_max');
  }

  /** One that is used up is gone. */
  private async use(invite: Invite): Promise<Invite> {
    const used = { ...invite, uses: invite.uses + 1 };
    if (isInviteValid(used, this.clock.nowMs())) {
      await this.invites.addUse(invite.code);
      return used;
    }
    await this.invites.remove(invite.code);
    const { guildId, channelId, code } = invite;
    const deleted: InviteDeleted = { type: 'invite.deleted', guildId, channelId, code };
    this.uow.record(deleted);
    return used;
  }
}

const newMember = (guildId: Id, userId: Id, joinedAtMs: number): Member => ({
  ...{ guildId, userId, joinedAtMs },
  roleIds: [],
  flags: 0,
});
