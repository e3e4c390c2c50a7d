import { AcceptFriend } from '../../src/application/messaging/contacts/accept-friend';
import { BlockUser } from '../../src/application/messaging/contacts/block-user';
import { Blocks } from '../../src/application/messaging/contacts/blocks';
import { DeclineFriend } from '../../src/application/messaging/contacts/decline-friend';
import { Friendships } from '../../src/application/messaging/contacts/friendships';
import { ListBlocks } from '../../src/application/messaging/contacts/list-blocks';
import { ListFriends } from '../../src/application/messaging/contacts/list-friends';
import { RemarkFriend } from '../../src/application/messaging/contacts/remark-friend';
import { RemoveFriend } from '../../src/application/messaging/contacts/remove-friend';
import { RequestFriend } from '../../src/application/messaging/contacts/request-friend';
import { UnblockUser } from '../../src/application/messaging/contacts/unblock-user';
import { Inbox } from '../../src/application/messaging/notifications/inbox';
import { MessageNotices } from '../../src/application/messaging/notifications/message-notices';
import type { AccountActor } from '../../src/application/shared/actor';
import type { Notification } from '../../src/domain/messaging';
import { InvalidationHub } from '../../src/infrastructure/persistence/invalidation-hub';
import type { Id } from '../../src/shared/ids';
import { FakeBlockRepository, FakeFriendReader, FakeFriendshipRepository } from './contacts';
import { FakeUserDirectory } from './direct-channels';
import { FakeNotificationReader, FakeNotificationRepository } from './notifications';
import { SilentLogger } from './rooms-log';
import { FakeUnitOfWork, ManualClock, SequentialIds } from './rooms-platform';

/** People, what they are to each other and their inboxes, in memory. */
export class ContactsWorld {
  readonly clock = new ManualClock();
  readonly ids = new SequentialIds(this.clock);
  readonly uow = new FakeUnitOfWork();
  readonly users = new FakeUserDirectory();
  readonly invalidations = new InvalidationHub(new SilentLogger());
  readonly friendships = new FakeFriendshipRepository(this.uow);
  readonly friendReader = new FakeFriendReader(this.friendships);
  readonly blockRepository = new FakeBlockRepository(this.uow);
  readonly blocks = new Blocks(this.blockRepository, this.invalidations);
  readonly notifications = new FakeNotificationRepository(this.uow);
  readonly notificationReader = new FakeNotificationReader(this.notifications);
  readonly inbox = new Inbox(this.notifications, this.blockRepository, this.ids, this.uow);
  readonly messageNotices = new MessageNotices(this.users, this.blocks);
  private readonly pairs = new Friendships(this.friendships, this.inbox);
  readonly requestFriend = new RequestFriend(this.users, this.blockRepository, this.pairs, this.uow, this.clock);
  readonly acceptFriend = new AcceptFriend(this.pairs, this.uow, this.clock);
  readonly declineFriend = new DeclineFriend(this.pairs, this.uow);
  readonly removeFriend = new RemoveFriend(this.pairs, this.uow);
  readonly remarkFriend = new RemarkFriend(this.pairs, this.uow);
  readonly listFriends = new ListFriends(this.friendReader);
  readonly blockUser = new BlockUser(this.users, this.blockRepository, this.pairs, this.uow, this.clock);
  readonly unblockUser = new UnblockUser(this.blockRepository, this.uow);
  readonly listBlocks = new ListBlocks(this.blockRepository);

  person(): AccountActor {
    const userId = this.ids.next();
    this.users.add(userId);
    return { kind: 'account', userId };
  }

  /** Two who are friends. */
  async friends(): Promise<readonly [AccountActor, AccountActor]> {
    const [ann, bob] = [this.person(), this.person()];
    await this.requestFriend.execute(ann, bob);
    await this.acceptFriend.execute(bob, ann);
    return [ann, bob];
  }

  /** `who friend|incoming|outgoing`, as the actor sees them. */
  async relationsOf(actor: AccountActor): Promise<string[]> {
    const views = await this.listFriends.execute(actor);
    return views.map(({ userId, relation }) => `${userId} ${relation}`);
  }

  inboxOf(userId: Id): Pick<Notification, 'kind' | 'actorId'>[] {
    return this.notifications.ofUser(userId).map(({ kind, actorId }) => ({ kind, actorId }));
  }
}
