import { AnswerInteraction } from '../../src/application/messaging/interactions/answer-interaction';
import { EphemeralMessages } from '../../src/application/messaging/interactions/ephemeral-messages';
import { FollowUpInteraction } from '../../src/application/messaging/interactions/follow-up-interaction';
import { InteractionMessages } from '../../src/application/messaging/interactions/interaction-messages';
import { LiveInteractions } from '../../src/application/messaging/interactions/live-interactions';
import { UseComponent } from '../../src/application/messaging/interactions/use-component';
import { MessageEditor, MessageRemoval } from '../../src/application/messaging';
import type { AccountActor } from '../../src/application/shared/actor';
import type {
  ComponentInteraction,
  EphemeralMessageChanged,
  InteractionCreated,
  Message,
} from '../../src/domain/messaging';
import { InProcessEventBus } from '../../src/infrastructure/events/in-process-event-bus';
import { assert } from '../../src/shared/assert';
import { FakeAttachmentRegistry } from '../fakes/files';
import { CountingInteractionTokens } from '../fakes/interactions';
import { FakeUserDirectory } from '../fakes/direct-channels';
import {
  fakeComposer,
  FakeChannelPolicy,
  FakeMessageReader,
  FakeMessageRepository,
  FakeMessages,
  FakeMessageWriter,
  OneChannelPolicy,
} from '../fakes/messaging';
import { SilentLogger, SilentMetrics } from '../fakes/rooms-log';
import { FakeUnitOfWork, ManualClock, SequentialIds } from '../fakes/rooms-platform';
import { aMessage, CHANNEL } from './messages';

export const APPLICATION = '500';
export const BOT = '501';

export const button = { type: 2, style: 1, label: 'press', custom_id: 'press' };
export const menu = { type: 3, custom_id: 'menu', options: [{ label: 'a', value: 'a' }] };
export const turnedOff = { ...button, custom_id: 'off', disabled: true };

/** A bot's message with components in a channel, and what interactions stand on, in memory. */
export class InteractionsWorld {
  readonly ann: AccountActor = { kind: 'account', userId: '7' };
  readonly bob: AccountActor = { kind: 'account', userId: '8' };
  readonly clock = new ManualClock();
  readonly ids = new SequentialIds(this.clock);
  readonly uow = new FakeUnitOfWork();
  readonly bus = new InProcessEventBus(new SilentLogger());
  readonly metrics = new SilentMetrics();
  readonly policy = new FakeChannelPolicy();
  readonly messages = new FakeMessages();
  readonly users = new FakeUserDirectory();
  readonly writer = new FakeMessageWriter(this.messages, this.ids, this.bus);
  readonly repository = new FakeMessageRepository(this.messages, this.uow);
  readonly live = new LiveInteractions(this.clock, this.metrics);
  readonly ephemeral = new EphemeralMessages(this.bus, this.metrics);
  readonly tokens = new CountingInteractionTokens();
  readonly told: InteractionCreated[] = [];
  readonly whispers: EphemeralMessageChanged[] = [];
  readonly source: Message;
  readonly useComponent: UseComponent;
  readonly answer: AnswerInteraction;
  readonly followUp: FollowUpInteraction;

  constructor() {
    const { clock, ids, uow, bus, policy, messages, users, writer, repository, live, ephemeral, tokens } = this;
    const policies = new OneChannelPolicy(policy);
    const composer = fakeComposer(messages, users);
    const files = new FakeAttachmentRegistry(clock, uow);
    const editor = new MessageEditor(repository, new FakeMessageReader(messages), composer, files, uow, clock);
    const removal = new MessageRemoval(repository, files, uow, clock);
    const answers = new InteractionMessages(
      ...([policies, composer, writer, editor, removal, repository, ephemeral, ids, clock] as const),
    );
    this.source = this.say({
      details: { applicationId: APPLICATION, components: [{ type: 1, components: [button, turnedOff, menu] }] },
    });
    this.useComponent = new UseComponent(
      ...([policies, repository, ephemeral, live, tokens, bus, ids, clock] as const),
    );
    this.answer = new AnswerInteraction(live, answers);
    this.followUp = new FollowUpInteraction(live, answers);
    bus.subscribe<InteractionCreated>('interaction.created', (event) => void this.told.push(event));
    bus.subscribe<EphemeralMessageChanged>('ephemeral_message.changed', (event) => void this.whispers.push(event));
  }

  /** A message of the bot's, or of whoever `changes` say. */
  say(changes: Partial<Message> = {}): Message {
    const seq = (this.messages.headSeq(CHANNEL) ?? 0) + 1;
    const message = aMessage(seq, { id: this.ids.next(), author: { userId: BOT }, ...changes });
    this.messages.put(message);
    return message;
  }

  /** Ann presses the button. */
  async click(message = this.source): Promise<ComponentInteraction> {
    const input = { applicationId: APPLICATION, channelId: CHANNEL, messageId: message.id };
    await this.useComponent.execute(this.ann, { ...input, customId: 'press', componentType: 2 });
    const event = this.told.at(-1);
    assert(event, 'a click is told');
    return event.interaction;
  }

  /** What the channel holds now, oldest first. */
  contents(): readonly string[] {
    return (this.messages.of(CHANNEL) ?? []).map((message) => message.content);
  }
}
