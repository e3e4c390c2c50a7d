import { Injectable } from '@nestjs/common';
import { guildError, Permission } from '../../../domain/guilds';
import { invalid } from '../../../shared/errors';
import type { Id } from '../../../shared/ids';
import { UserDirectory } from '../../identity';
import type { AccountActor } from '../../shared/actor';
import { LockedGuilds } from '../locked-guilds';
import { Banishment } from './banishment';
import { checkPurge, MessagePurge } from './message-purge';

/** Users of one call at most. */
export const BULK_BAN_MAX = 200;

export interface BulkBanInput {
  readonly guildId: Id;
  /** 1 to {@link BULK_BAN_MAX}. */
  readonly userIds: readonly Id[];
  readonly deleteMessageSeconds?: number;
  readonly reason?: string;
}

export interface BulkBanResult {
  readonly bannedIds: readonly Id[];
  /** Unknown users, and those the actor does not stand above. */
  readonly failedIds: readonly Id[];
}

/** Bans many at once, all that can be. */
@Injectable()
export class BulkBan {
  constructor(
    private readonly guilds: LockedGuilds,
    private readonly users: UserDirectory,
    private readonly banishment: Banishment,
    private readonly purge: MessagePurge,
  ) {}

  /** @throws AppError `unknown_guild`, `missing_permissions`, `bulk_ban_failed` (nobody could be banned), `invalid` */
  async execute(
    actor: AccountActor,
    { guildId, deleteMessageSeconds = 0, ...input }: BulkBanInput,
  ): Promise<BulkBanResult> {
    const userIds = [...new Set(input.userIds)];
    checkPurge(deleteMessageSeconds);
    if (userIds.length === 0 || userIds.length > BULK_BAN_MAX) {
      throw invalid('user_ids', `user_ids must have 1 to ${BULK_BAN_MAX} items`);
    }
    const users = await this.users.findMany(userIds);
    const bannedIds = await this.guilds.change(
      actor,
      guildId,
      Permission.banMembers | Permission.manageGuild,
      async (view) => {
        const banned: Id[] = [];
        for (const userId of userIds.filter((id) => users.has(id))) {
          if (await this.banishment.ban(view, userId, input.reason)) banned.push(userId);
        }
        return banned;
      },
    );
    if (bannedIds.length === 0) throw guildError('bulk_ban_failed');
    await this.purge.run(guildId, bannedIds, deleteMessageSeconds);
    return { bannedIds, failedIds: userIds.filter((id) => !bannedIds.includes(id)) };
  }
}
