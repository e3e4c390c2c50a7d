import { Module, type OnModuleInit } from '@nestjs/common';
import { AttachmentsController } from '../presentation/discord/cdn/attachments.controller';
import { PicturesController } from '../presentation/discord/cdn/pictures.controller';
import { TokenRoutes } from '../presentation/discord/webhooks/token-routes';
import { WebhookPresentation } from '../presentation/discord/webhooks/webhook-presentation';
import { WebhookTokenController } from '../presentation/discord/webhooks/webhook-token.controller';
import { WebhookTokenHandler } from '../presentation/discord/webhooks/webhook-token-handler';
import { WebhooksController } from '../presentation/discord/webhooks/webhooks.controller';
import { FilesModule } from './files.module';
import { IdentityModule } from './identity.module';
import { MessagePresentationModule } from './message-presentation.module';
import { WebhooksModule } from './webhooks.module';

/** Attachments, pictures and webhooks of the Discord-style API; other holders of tokens register their handlers here. */
@Module({
  imports: [FilesModule, IdentityModule, MessagePresentationModule, WebhooksModule],
  controllers: [AttachmentsController, PicturesController, WebhooksController, WebhookTokenController],
  providers: [TokenRoutes, WebhookPresentation, WebhookTokenHandler],
  exports: [TokenRoutes],
})
export class DiscordFilesModule implements OnModuleInit {
  constructor(
    private readonly routes: TokenRoutes,
    private readonly webhooks: WebhookTokenHandler,
  ) {}

  onModuleInit(): void {
    this.routes.fallBackTo(this.webhooks);
  }
}
