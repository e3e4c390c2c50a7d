import { Module } from '@nestjs/common';
import { AuthController } from '../presentation/im/auth/auth.controller';
import { UserPresentation } from '../presentation/im/users/user-presentation';
import { UsersController } from '../presentation/im/users/users.controller';
import { AddressLimits } from '../presentation/shared/address-limits';
import { FilesModule } from './files.module';
import { IdentityModule } from './identity.module';
import { PresenceModule } from './presence.module';

/** Accounts of the im dialect, and people as it shows them. */
@Module({
  imports: [IdentityModule, FilesModule, PresenceModule],
  controllers: [AuthController, UsersController],
  providers: [AddressLimits, UserPresentation],
  exports: [UserPresentation],
})
export class ImIdentityModule {}
