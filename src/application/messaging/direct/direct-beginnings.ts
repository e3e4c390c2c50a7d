import { Injectable } from '@nestjs/common';
import { guildError } from '../../../domain/guilds';
import type { UserProfile } from '../../../domain/identity';
import type { Id } from '../../../shared/ids';
import { MutualGuilds } from '../../guilds';
import { Acquaintances } from '../contacts/acquaintances';
import { Blocks } from '../contacts/blocks';

/**
 * What two must have in common before one of them may write to the other for the first time: with `mutual_guild` a guild,
 * a group or a friendship.
 */
export type DirectRequirement = 'mutual_guild' | 'nothing';

/** Who may begin a conversation with whom. Once begun it stays, whatever becomes of what the two had in common. */
@Injectable()
export class DirectBeginnings {
  constructor(
    private readonly guilds: MutualGuilds,
    private readonly acquaintances: Acquaintances,
    private readonly blocks: Blocks,
  ) {}

  /** @throws AppError `cannot_message_user`, `blocked_by_user`, `user_blocked` */
  async require(userId: Id, recipient: UserProfile, requires: DirectRequirement): Promise<void> {
    if (recipient.isDeleted) throw guildError('cannot_message_user');
    await this.blocks.requireNone(userId, recipient.id);
    if (requires === 'nothing' || (await this.guilds.exist(userId, recipient.id))) return;
    if (!(await this.acquaintances.exist(userId, recipient.id))) throw guildError('cannot_message_user');
  }
}
