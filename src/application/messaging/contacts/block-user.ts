import { Injectable } from '@nestjs/common';
import { guildError } from '../../../domain/guilds';
import { BLOCKS_MAX, contactError } from '../../../domain/messaging';
import { type Id, isId } from '../../../shared/ids';
import { requirePerson, UserDirectory } from '../../identity';
import type { AccountActor } from '../../shared/actor';
import { Clock } from '../../shared/clock';
import { UnitOfWork } from '../../shared/unit-of-work';
import { BlockRepository } from './block.repository';
import { blocksKey } from './blocks';
import { Friendships } from './friendships';

export interface BlockUserInput {
  readonly userId: Id;
}

/**
 * Wants to hear nothing of somebody any more: no direct message, typing, friend request or notification. It ends a
 * friendship and open requests. In groups and guilds both still see each other. The blocked one is not told, but learns
 * it from the refusal; and whoever blocks cannot write to the blocked one either.
 */
@Injectable()
export class BlockUser {
  constructor(
    private readonly users: UserDirectory,
    private readonly blocks: BlockRepository,
    private readonly friendships: Friendships,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** Blocking twice changes nothing. @throws AppError `unknown_user`, `cannot_block` (oneself), `blocks_max`, `bots_cannot` */
  async execute(actor: AccountActor, { userId }: BlockUserInput): Promise<void> {
    requirePerson(actor);
    if (userId === actor.userId) throw contactError('cannot_block');
    const user = isId(userId) ? await this.users.find(userId) : undefined;
    if (!user || user.isDeleted) throw guildError('unknown_user');
    await this.uow.run(() => this.block(actor.userId, userId));
  }

  private async block(blockerId: Id, blockedId: Id): Promise<void> {
    const friendship = await this.friendships.lock(blockerId, blockedId);
    if (!(await this.blocks.add(blockerId, blockedId, this.clock.nowMs()))) return;
    if ((await this.blocks.count(blockerId)) > BLOCKS_MAX) throw contactError('blocks_max');
    if (friendship) await this.friendships.end(friendship);
    await this.uow.invalidate(blocksKey(blockerId, blockedId));
  }
}
