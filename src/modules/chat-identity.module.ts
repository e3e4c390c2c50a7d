import { Module } from '@nestjs/common';
import { CheckReadiness } from '../application/operations/check-readiness';
import { ChatHealthController } from '../presentation/chat/health/chat-health.controller';
import { ChatAuthController } from '../presentation/chat/identity/auth.controller';
import { MeController } from '../presentation/chat/identity/me.controller';
import { OwnAccount } from '../presentation/chat/identity/own-account';
import { AccessTokenStrategy } from '../presentation/shared/access-token.strategy';
import { EndLogin } from '../presentation/shared/end-login';
import { FilesModule } from './files.module';
import { IdentityModule } from './identity.module';

/** Logins, one's own account and health in the chat dialect's form. */
@Module({
  imports: [IdentityModule, FilesModule],
  controllers: [ChatAuthController, MeController, ChatHealthController],
  providers: [AccessTokenStrategy, CheckReadiness, EndLogin, OwnAccount],
  exports: [OwnAccount],
})
export class ChatIdentityModule {}
