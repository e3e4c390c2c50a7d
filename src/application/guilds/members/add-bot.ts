import { Injectable } from '@nestjs/common';
import {
  AuditAction,
  FIRST_ROLE_POSITION,
  guildError,
  type Member,
  NO_PERMISSIONS,
  Permission,
  type Role,
  type RoleCreated,
  ROLES_MAX,
} from '../../../domain/guilds';
import type { UserProfile } from '../../../domain/identity';
import { invalid } from '../../../shared/errors';
import type { Id } from '../../../shared/ids';
import { ApplicationRepository, UserDirectory } from '../../identity';
import type { AccountActor } from '../../shared/actor';
import { Clock } from '../../shared/clock';
import { IdGenerator } from '../../shared/id-generator';
import { UnitOfWork } from '../../shared/unit-of-work';
import { AuditLog } from '../audit-log';
import { BanRepository } from '../bans/ban.repository';
import { type GuildView, requireGrantable } from '../guild-access';
import { JoinNotice } from '../join-notice';
import { LockedGuilds } from '../locked-guilds';
import { Membership } from '../membership';
import { RoleRepository } from '../role.repository';

export interface AddBotInput {
  readonly guildId: Id;
  readonly botUserId: Id;
  /** Of the role that is made for the bot; none unless said otherwise. */
  readonly permissions?: bigint;
  readonly reason?: string;
}

export interface AddedBot {
  readonly member: Member;
  /** False when it was a member already, and nothing happened. */
  readonly isNew: boolean;
}

/** Brings a bot into a guild, with a role of its own; for who may manage the guild. A private bot only by its owner. */
@Injectable()
export class AddBot {
  constructor(
    private readonly guilds: LockedGuilds,
    private readonly users: UserDirectory,
    private readonly applications: ApplicationRepository,
    private readonly bans: BanRepository,
    private readonly roles: RoleRepository,
    private readonly membership: Membership,
    private readonly notice: JoinNotice,
    private readonly audit: AuditLog,
    private readonly uow: UnitOfWork,
    private readonly ids: IdGenerator,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `unknown_guild`, `unknown_user`, `missing_permissions`, `missing_access` (private), `user_banned`, `invalid` */
  async execute(actor: AccountActor, { guildId, botUserId, ...input }: AddBotInput): Promise<AddedBot> {
    const user = await this.users.find(botUserId);
    const { permissions = NO_PERMISSIONS, reason } = input;
    const isAllowed = user !== undefined && (await this.mayAdd(actor, user));
    const added = await this.guilds.change(actor, guildId, Permission.manageGuild, async (view) => {
      if (!user || user.isDeleted) throw guildError('unknown_user');
      const known = await this.guilds.member(guildId, botUserId);
      if (known) return { member: known, isNew: false, guild: view.guild };
      if (user.kind !== 'bot') throw invalid('user_id', 'user_id must be a bot: people come in by an invite');
      if (!isAllowed) throw guildError('missing_access');
      const member = await this.join(view, user, permissions, reason);
      return { member, isNew: true, guild: view.guild };
    });
    const { guild, ...answer } = added;
    if (answer.isNew) await this.notice.tell(guild, botUserId);
    return answer;
  }

  private async mayAdd(actor: AccountActor, user: UserProfile): Promise<boolean> {
    const bot = user.kind === 'bot' ? await this.applications.findBot(user.id) : undefined;
    const application = bot && (await this.applications.find(bot.applicationId));
    return application !== undefined && (application.isBotPublic || application.ownerId === actor.userId);
  }

  private async join(view: GuildView, bot: UserProfile, permissions: bigint, reason?: string): Promise<Member> {
    const guildId = view.guild.id;
    requireGrantable(view.permissions, permissions);
    if (view.roles.size >= ROLES_MAX) throw guildError('roles_max');
    if (await this.bans.find(guildId, bot.id)) throw guildError('user_banned');
    const role = managedRole(this.ids.next(), guildId, bot, permissions);
    await this.roles.insert(role);
    const created: RoleCreated = { type: 'role.created', guildId, role };
    this.uow.record(created);
    const joinedAtMs = this.clock.nowMs();
    const member: Member = { guildId, userId: bot.id, roleIds: [role.id], joinedAtMs, flags: 0 };
    await this.membership.begin(member);
    const record = { guildId, userId: view.member.userId, targetId: bot.id, reason };
    await this.audit.record({ ...record, actionType: AuditAction.botAdd });
    return member;
  }
}

const managedRole = (id: Id, guildId: Id, bot: UserProfile, permissions: bigint): Role => ({
  ...{ id, guildId, permissions },
  name: bot.username,
  color: 0,
  hoist: false,
  mentionable: false,
  position: FIRST_ROLE_POSITION,
  managed: true,
  botId: bot.id,
});
