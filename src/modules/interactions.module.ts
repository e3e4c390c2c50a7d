import { Module, type Provider } from '@nestjs/common';
import { AnswerInteraction } from '../application/messaging/interactions/answer-interaction';
import { EphemeralMessages } from '../application/messaging/interactions/ephemeral-messages';
import { FollowUpInteraction } from '../application/messaging/interactions/follow-up-interaction';
import { InteractionMessages } from '../application/messaging/interactions/interaction-messages';
import { InteractionTokens } from '../application/messaging/interactions/interaction-tokens';
import { LiveInteractions } from '../application/messaging/interactions/live-interactions';
import { UseComponent } from '../application/messaging/interactions/use-component';
import { RandomInteractionTokens } from '../infrastructure/security/random-interaction-tokens';
import { ChannelPoliciesModule } from './channel-policies.module';
import { MessagingModule } from './messaging.module';

const providers: Provider[] = [
  LiveInteractions,
  EphemeralMessages,
  InteractionMessages,
  UseComponent,
  AnswerInteraction,
  FollowUpInteraction,
  { provide: InteractionTokens, useClass: RandomInteractionTokens },
];

/** What people do with the components of bots' messages, and how bots answer. */
@Module({ imports: [MessagingModule, ChannelPoliciesModule], providers, exports: providers })
export class InteractionsModule {}
