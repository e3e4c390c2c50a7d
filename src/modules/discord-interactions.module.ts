import { Module, type OnModuleInit } from '@nestjs/common';
import { InteractionTokenHandler } from '../presentation/discord/interactions/interaction-token-handler';
import { InteractionsController } from '../presentation/discord/interactions/interactions.controller';
import { DialectChannels } from '../presentation/discord/messages/dialect-channels';
import { TokenRoutes } from '../presentation/discord/webhooks/token-routes';
import { DiscordFilesModule } from './discord-files.module';
import { FilesModule } from './files.module';
import { InteractionsModule } from './interactions.module';
import { MessagingModule } from './messaging.module';
import { MessagePresentationModule } from './message-presentation.module';

/** Clicks and the answers to them on the wire. */
@Module({
  imports: [InteractionsModule, MessagingModule, MessagePresentationModule, FilesModule, DiscordFilesModule],
  controllers: [InteractionsController],
  providers: [InteractionTokenHandler, DialectChannels],
})
export class DiscordInteractionsModule implements OnModuleInit {
  constructor(
    private readonly routes: TokenRoutes,
    private readonly interactions: InteractionTokenHandler,
  ) {}

  onModuleInit(): void {
    this.routes.register(this.interactions);
  }
}
