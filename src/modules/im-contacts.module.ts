import { Module } from '@nestjs/common';
import { BlocksController } from '../presentation/im/contacts/blocks.controller';
import { FriendsController } from '../presentation/im/contacts/friends.controller';
import { NotificationPresentation } from '../presentation/im/notifications/notification-presentation';
import { NotificationsController } from '../presentation/im/notifications/notifications.controller';
import { ContactsModule } from './contacts.module';
import { ImIdentityModule } from './im-identity.module';

/** Friends, blocked people and the inbox of the im dialect. */
@Module({
  imports: [ContactsModule, ImIdentityModule],
  controllers: [FriendsController, BlocksController, NotificationsController],
  providers: [NotificationPresentation],
  exports: [NotificationPresentation],
})
export class ImContactsModule {}
