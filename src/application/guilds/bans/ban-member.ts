import { Injectable } from '@nestjs/common';
import { guildError, Permission } from '../../../domain/guilds';
import type { Id } from '../../../shared/ids';
import { UserDirectory } from '../../identity';
import type { AccountActor } from '../../shared/actor';
import { LockedGuilds } from '../locked-guilds';
import { Banishment } from './banishment';
import { checkPurge, MessagePurge } from './message-purge';

export interface BanMemberInput {
  readonly guildId: Id;
  /** Need not be a member. */
  readonly userId: Id;
  /** How far back the user's messages in the guild are deleted; 0 or absent: none are. */
  readonly deleteMessageSeconds?: number;
  readonly reason?: string;
}

/** Sends somebody out for good, until the ban is lifted. */
@Injectable()
export class BanMember {
  constructor(
    private readonly guilds: LockedGuilds,
    private readonly users: UserDirectory,
    private readonly banishment: Banishment,
    private readonly purge: MessagePurge,
  ) {}

  /** @throws AppError `unknown_guild`, `unknown_user`, `missing_permissions`, `invalid` */
  async execute(actor: AccountActor, { guildId, userId, ...input }: BanMemberInput): Promise<void> {
    const { deleteMessageSeconds = 0, reason } = input;
    checkPurge(deleteMessageSeconds);
    const user = await this.users.find(userId);
    await this.guilds.change(actor, guildId, Permission.banMembers, async (view) => {
      if (!user) throw guildError('unknown_user');
      if (!(await this.banishment.ban(view, userId, reason))) throw guildError('missing_permissions');
    });
    await this.purge.run(guildId, [userId], deleteMessageSeconds);
  }
}
