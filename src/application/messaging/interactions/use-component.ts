import { Injectable } from '@nestjs/common';
import { guildError } from '../../../domain/guilds';
import { identityError } from '../../../domain/identity';
import type { ComponentInteraction, InteractionCreated, JsonObject, Message } from '../../../domain/messaging';
import { invalid } from '../../../shared/errors';
import { type Id, isId } from '../../../shared/ids';
import type { AccountActor } from '../../shared/actor';
import { Clock } from '../../shared/clock';
import { EventBus } from '../../shared/event-bus';
import { IdGenerator } from '../../shared/id-generator';
import { ChannelPolicies, type HistoryGrant } from '../channel-policy';
import { MessageRepository } from '../message.repository';
import { requireVisible } from '../visible-message';
import { EphemeralMessages } from './ephemeral-messages';
import { findComponent, mayPick } from './find-component';
import { InteractionTokens } from './interaction-tokens';
import { LiveInteractions } from './live-interactions';

export interface UseComponentInput {
  readonly applicationId: Id;
  readonly channelId: Id;
  readonly messageId: Id;
  readonly customId: string;
  readonly componentType: number;
  readonly values?: readonly string[];
}

/** A person presses a button or picks from a menu of a bot's message; the bot is told and may answer. */
@Injectable()
export class UseComponent {
  constructor(
    private readonly policies: ChannelPolicies,
    private readonly messages: MessageRepository,
    private readonly ephemeral: EphemeralMessages,
    private readonly live: LiveInteractions,
    private readonly tokens: InteractionTokens,
    private readonly bus: EventBus,
    private readonly ids: IdGenerator,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `bots_cannot`, `unknown_message`, `unknown_application`, `invalid`, or of the channel's policy */
  async execute(actor: AccountActor, input: UseComponentInput): Promise<ComponentInteraction> {
    if (actor.applicationId !== undefined) throw identityError('bots_cannot');
    const { channelId, customId, componentType, values } = input;
    const policy = await this.policies.of(channelId);
    await policy.requireHistory(actor, channelId);
    const { guildId, fromSeq } = await policy.requireAct(actor, channelId, 'view');
    const message = await this.find(actor, input, { fromSeq });
    const botUserId = requireComponent(message, input);
    const interaction: ComponentInteraction = {
      ...{ id: this.ids.next(), token: this.tokens.create(), createdAtMs: this.clock.nowMs() },
      ...{ applicationId: input.applicationId, botUserId, userId: actor.userId, channelId },
      ...(guildId !== undefined && { guildId }),
      ...{ messageId: message.id, customId, componentType },
      ...(values && { values }),
    };
    this.live.open(interaction, message);
    const event: InteractionCreated = { type: 'interaction.created', channelId, interaction, message };
    this.bus.publish(event);
    return interaction;
  }

  private async find(
    actor: AccountActor,
    { channelId, messageId }: UseComponentInput,
    grant: HistoryGrant,
  ): Promise<Message> {
    const ephemeral = this.ephemeral.findFor(actor.userId, messageId);
    if (ephemeral?.channelId === channelId) return ephemeral;
    const message = isId(messageId) ? await this.messages.find(channelId, messageId) : undefined;
    return requireVisible(message, messageId, grant);
  }
}

/** The bot whose message it is. */
function requireComponent({ author, details }: Message, input: UseComponentInput): Id {
  if (!author || details?.webhook || details?.applicationId !== input.applicationId) {
    throw guildError('unknown_application');
  }
  requireUsable(findComponent(details.components ?? [], input.customId), input);
  return author.userId;
}

function requireUsable(component: JsonObject | undefined, { componentType, values }: UseComponentInput): void {
  if (component?.type !== componentType) throw invalid('data.custom_id', 'is no component of the message');
  if (component.disabled === true) throw invalid('data.custom_id', 'is a component that is turned off');
  if (!mayPick(component, values)) throw invalid('data.values', 'is nothing that the menu offers');
}
