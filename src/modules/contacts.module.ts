import { Module, type Provider } from '@nestjs/common';
import { AcceptFriend } from '../application/messaging/contacts/accept-friend';
import { Acquaintances } from '../application/messaging/contacts/acquaintances';
import { BlockRepository } from '../application/messaging/contacts/block.repository';
import { BlockUser } from '../application/messaging/contacts/block-user';
import { Blocks } from '../application/messaging/contacts/blocks';
import { ContactTies } from '../application/messaging/contacts/contact-ties';
import { DeclineFriend } from '../application/messaging/contacts/decline-friend';
import { FriendReader } from '../application/messaging/contacts/friend.reader';
import { FriendshipRepository } from '../application/messaging/contacts/friendship.repository';
import { Friendships } from '../application/messaging/contacts/friendships';
import { ListBlocks } from '../application/messaging/contacts/list-blocks';
import { ListFriends } from '../application/messaging/contacts/list-friends';
import { RemarkFriend } from '../application/messaging/contacts/remark-friend';
import { RemoveFriend } from '../application/messaging/contacts/remove-friend';
import { RequestFriend } from '../application/messaging/contacts/request-friend';
import { UnblockUser } from '../application/messaging/contacts/unblock-user';
import { CleanUpNotifications } from '../application/messaging/notifications/clean-up-notifications';
import { CountUnreadNotifications } from '../application/messaging/notifications/count-unread-notifications';
import { Inbox } from '../application/messaging/notifications/inbox';
import { ListNotifications } from '../application/messaging/notifications/list-notifications';
import { MarkAllNotificationsRead } from '../application/messaging/notifications/mark-all-notifications-read';
import { MarkNotificationRead } from '../application/messaging/notifications/mark-notification-read';
import { NotificationReader } from '../application/messaging/notifications/notification.reader';
import { NotificationRepository } from '../application/messaging/notifications/notification.repository';
import { TypeOrmAcquaintances } from '../infrastructure/persistence/messaging/typeorm-acquaintances';
import { TypeOrmBlockRepository } from '../infrastructure/persistence/messaging/typeorm-block.repository';
import {
  TypeOrmFriendReader,
  TypeOrmFriendshipRepository,
} from '../infrastructure/persistence/messaging/typeorm-friendships';
import {
  TypeOrmNotificationReader,
  TypeOrmNotificationRepository,
} from '../infrastructure/persistence/messaging/typeorm-notifications';

const adapters: Provider[] = [
  { provide: Acquaintances, useClass: TypeOrmAcquaintances },
  { provide: BlockRepository, useClass: TypeOrmBlockRepository },
  { provide: FriendReader, useClass: TypeOrmFriendReader },
  { provide: FriendshipRepository, useClass: TypeOrmFriendshipRepository },
  { provide: NotificationReader, useClass: TypeOrmNotificationReader },
  { provide: NotificationRepository, useClass: TypeOrmNotificationRepository },
];

const services: Provider[] = [Blocks, ContactTies, Friendships, Inbox];

const useCases: Provider[] = [
  ...[RequestFriend, AcceptFriend, DeclineFriend, RemoveFriend, RemarkFriend, ListFriends],
  ...[BlockUser, UnblockUser, ListBlocks],
  ...[ListNotifications, CountUnreadNotifications, MarkNotificationRead, MarkAllNotificationsRead],
  CleanUpNotifications,
];

const providers = [...adapters, ...services, ...useCases];

/** Friends, blocked people and inboxes. */
@Module({ providers, exports: providers })
export class ContactsModule {}
