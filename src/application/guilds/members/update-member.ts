import { Injectable } from '@nestjs/common';
import {
  guildError,
  hasPermission,
  type Member,
  NICK_MAX,
  outranksMember,
  Permission,
  TIMEOUT_MS_MAX,
} from '../../../domain/guilds';
import { invalid } from '../../../shared/errors';
import type { Id } from '../../../shared/ids';
import { codePointLength, isStorableText } from '../../../shared/text';
import type { AccountActor } from '../../shared/actor';
import { Clock } from '../../shared/clock';
import { GuildAccess, type GuildView } from '../guild-access';
import { LockedGuilds } from '../locked-guilds';
import { assignableRoles } from './assignable-roles';
import { MemberChanges } from './member-changes';

/** Null clears; absent leaves it as it is. */
export interface UpdateMemberInput {
  readonly guildId: Id;
  readonly userId: Id;
  readonly nick?: string | null;
  /** All the member is to have. */
  readonly roleIds?: readonly Id[];
  /** When the timeout ends, at most 28 days ahead. */
  readonly timeoutUntilMs?: number | null;
  readonly reason?: string;
}

/** Changes a member: the nick, the roles, a timeout. Each needs its own permission; nobody moderates whom they stand below. */
@Injectable()
export class UpdateMember {
  constructor(
    private readonly guilds: LockedGuilds,
    private readonly access: GuildAccess,
    private readonly changes: MemberChanges,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `unknown_guild`, `unknown_member`, `unknown_role`, `missing_permissions`, `invalid` */
  async execute(actor: AccountActor, { guildId, userId, ...input }: UpdateMemberInput): Promise<Member> {
    this.check(input);
    return this.guilds.change(actor, guildId, wantedOf(actor, userId, input), async (view) => {
      const before = await this.guilds.requireMember(guildId, userId);
      this.requireRank(view, before, input);
      const after = changed(view, before, input);
      const { roles } = view;
      return this.changes.write({ before, after, roles, actorId: actor.userId, reason: input.reason });
    });
  }

  private check({ nick, timeoutUntilMs }: Omit<UpdateMemberInput, 'guildId' | 'userId'>): void {
    if (nick && (codePointLength(nick) > NICK_MAX || !isStorableText(nick))) {
      throw invalid('nick', `nick must have at most ${NICK_MAX} characters`);
    }
    if (timeoutUntilMs && timeoutUntilMs > this.clock.nowMs() + TIMEOUT_MS_MAX) {
      throw invalid('communication_disabled_until', 'communication_disabled_until must be at most 28 days ahead');
    }
  }

  private requireRank(view: GuildView, target: Member, { nick, timeoutUntilMs }: UpdateChanges): void {
    const { guild, roles, member } = view;
    const isOwnNick = target.userId === member.userId && timeoutUntilMs === undefined;
    const isModeration = timeoutUntilMs !== undefined || (nick !== undefined && !isOwnNick);
    if (isModeration && !outranksMember(guild, roles, member, target)) throw guildError('missing_permissions');
    // Somebody who may do everything cannot be kept from speaking.
    const isTimeout = timeoutUntilMs !== undefined && timeoutUntilMs !== null;
    if (isTimeout && hasPermission(this.access.inGuild(view, target), Permission.administrator)) {
      throw guildError('missing_permissions');
    }
  }
}

type UpdateChanges = Pick<UpdateMemberInput, 'nick' | 'roleIds' | 'timeoutUntilMs'>;

/** Everything that is asked for needs its permission. */
function wantedOf(actor: AccountActor, userId: Id, { nick, roleIds, timeoutUntilMs }: UpdateChanges): bigint {
  const forNick = actor.userId === userId ? Permission.changeNickname : Permission.manageNicknames;
  return (
    (nick === undefined ? 0n : forNick) |
    (roleIds === undefined ? 0n : Permission.manageRoles) |
    (timeoutUntilMs === undefined ? 0n : Permission.moderateMembers)
  );
}

function changed(view: GuildView, member: Member, { nick, roleIds, timeoutUntilMs }: UpdateChanges): Member {
  const { nick: oldNick, timeoutUntilMs: oldTimeout, ...rest } = member;
  const newNick = nick === undefined ? oldNick : nick;
  const newTimeout = timeoutUntilMs === undefined ? oldTimeout : timeoutUntilMs;
  return {
    ...rest,
    ...(newNick !== null && newNick !== undefined && newNick !== '' && { nick: newNick }),
    ...(newTimeout !== null && newTimeout !== undefined && { timeoutUntilMs: newTimeout }),
    roleIds: roleIds === undefined ? member.roleIds : assignableRoles(view, member, roleIds),
  };
}
