import { Module } from '@nestjs/common';
import { ApplicationPresentation } from '../presentation/discord/identity/application-presentation';
import { ApplicationsController } from '../presentation/discord/identity/applications.controller';
import { AuthController } from '../presentation/discord/identity/auth.controller';
import { OwnApplicationController } from '../presentation/discord/identity/own-application.controller';
import { OwnUserPresentation } from '../presentation/discord/identity/own-user';
import { UsersController } from '../presentation/discord/identity/users.controller';
import { AccessTokenStrategy } from '../presentation/shared/access-token.strategy';
import { FilesModule } from './files.module';
import { IdentityModule } from './identity.module';
import { PresenceModule } from './presence.module';

/** Accounts, applications and bots on the wire. */
@Module({
  imports: [IdentityModule, FilesModule, PresenceModule],
  controllers: [AuthController, UsersController, ApplicationsController, OwnApplicationController],
  providers: [AccessTokenStrategy, OwnUserPresentation, ApplicationPresentation],
})
export class DiscordIdentityModule {}
