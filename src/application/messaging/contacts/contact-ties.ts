import { Injectable } from '@nestjs/common';
import type { Id } from '../../../shared/ids';
import { AccountTies } from '../../identity';
import { NotificationRepository } from '../notifications/notification.repository';
import { BlockRepository } from './block.repository';
import { FriendshipRepository } from './friendship.repository';

/** A deleted account has no friends, no blocks and no inbox. */
@Injectable()
export class ContactTies extends AccountTies {
  constructor(
    private readonly friendships: FriendshipRepository,
    private readonly blocks: BlockRepository,
    private readonly notifications: NotificationRepository,
  ) {
    super();
  }

  /** Caches need not know: nobody can write to the account any more. */
  async release(userId: Id): Promise<void> {
    await this.friendships.deleteAllOf(userId);
    await this.blocks.removeAllOf(userId);
    await this.notifications.removeAllOf(userId);
  }
}
