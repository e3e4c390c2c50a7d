import { Module, type Provider } from '@nestjs/common';
import {
  CreateWebhook,
  DeleteWebhook,
  DeleteWebhookMessage,
  EditWebhookMessage,
  ListWebhooks,
  SendWebhookMessage,
  UpdateWebhook,
  WebhookAccess,
  WebhookChanges,
  WebhookChannel,
  WebhookMessages,
  WebhookPictures,
  WebhookRepository,
  WebhookTokens,
} from '../application/guilds/webhooks';
import { TypeOrmWebhookRepository } from '../infrastructure/persistence/guilds/typeorm-webhook.repository';
import { HmacWebhookTokens } from '../infrastructure/security/hmac-webhook-tokens';
import { FilesModule } from './files.module';
import { GuildsModule } from './guilds.module';
import { MessagingModule } from './messaging.module';
import { ThreadsModule } from './threads.module';

const providers: Provider[] = [
  CreateWebhook,
  DeleteWebhook,
  DeleteWebhookMessage,
  EditWebhookMessage,
  ListWebhooks,
  SendWebhookMessage,
  UpdateWebhook,
  WebhookAccess,
  WebhookChanges,
  WebhookChannel,
  WebhookMessages,
  WebhookPictures,
  { provide: WebhookRepository, useClass: TypeOrmWebhookRepository },
  { provide: WebhookTokens, useClass: HmacWebhookTokens },
];

/** Incoming webhooks: who manages them, and what they say. */
@Module({ imports: [FilesModule, GuildsModule, MessagingModule, ThreadsModule], providers, exports: providers })
export class WebhooksModule {}
