import { Module } from '@nestjs/common';
import { ImAuthController } from '../presentation/im/auth/auth.controller';
import { OwnPresence } from '../presentation/im/users/own-presence';
import { UserPresentation } from '../presentation/im/users/user-presentation';
import { ImUsersController } from '../presentation/im/users/users.controller';
import { AddressLimits } from '../presentation/shared/address-limits';
import { ConversationFeedModule } from './conversation-feed.module';
import { FilesModule } from './files.module';
import { IdentityModule } from './identity.module';

/** Accounts of the im dialect, and people as it shows them. */
@Module({
  imports: [IdentityModule, FilesModule, ConversationFeedModule],
  controllers: [ImAuthController, ImUsersController],
  providers: [AddressLimits, OwnPresence, UserPresentation],
  exports: [UserPresentation],
})
export class ImIdentityModule {}
