import {
  MessageComposer,
  MessageEditor,
  MessageRemoval,
  ReadMessage,
  type MentionScope,
} from '../../src/application/messaging';
import type { AccountActor } from '../../src/application/shared/actor';
import { InProcessEventBus } from '../../src/infrastructure/events/in-process-event-bus';
import type { Id } from '../../src/shared/ids';
import { CHANNEL } from '../builders/messages';
import { FakeUserDirectory } from './direct-channels';
import { FakeAttachmentRegistry } from './files';
import {
  FakeChannelPolicy,
  FakeMemberNames,
  FakeMessageReader,
  FakeMessageRepository,
  FakeMessages,
  FakeMessageWriter,
  OneChannelPolicy,
} from './messaging';
import { FakeReactionReader, FakeReactions } from './reactions';
import { FakeReadStates } from './read-states';
import { SilentLogger } from './rooms-log';
import { FakeUnitOfWork, ManualClock, SequentialIds } from './rooms-platform';

/** Who acts in the tests of one channel, and somebody else. */
export const ANNA: Id = '42';
export const BOB: Id = '43';
export const anna: AccountActor = { kind: 'account', userId: ANNA };
export const robot: AccountActor = { kind: 'account', userId: '44', applicationId: '45' };
export const CUSTOM_EMOJI: Id = '700';

/** Everybody, and the role 7. */
export const everyScope: MentionScope = { guildId: '1', everyone: true, mayMentionRole: (id) => id === '7' };

/** One channel with everything that use cases of messages stand on. */
export class MessagesWorld {
  readonly clock = new ManualClock();
  readonly uow = new FakeUnitOfWork();
  readonly bus = new InProcessEventBus(new SilentLogger());
  readonly messages = new FakeMessages();
  readonly policy = new FakeChannelPolicy();
  readonly policies = new OneChannelPolicy(this.policy);
  readonly repository = new FakeMessageRepository(this.messages, this.uow);
  readonly reader = new FakeMessageReader(this.messages);
  readonly users = new FakeUserDirectory();
  readonly reactions = new FakeReactions(this.messages, this.uow);
  readonly reactionReader = new FakeReactionReader(this.reactions);
  readonly readStates = new FakeReadStates(this.messages);
  readonly attachments = new FakeAttachmentRegistry(this.clock, this.uow);
  readonly writer = new FakeMessageWriter(this.messages, new SequentialIds(this.clock), this.bus);
  readonly memberNames = new FakeMemberNames();
  readonly composer = new MessageComposer(this.users, this.reader, this.memberNames);
  readonly readMessage = new ReadMessage(this.policies, this.repository);
  readonly removal = new MessageRemoval(this.repository, this.attachments, this.uow, this.clock);
  readonly editor = new MessageEditor(
    this.repository,
    this.reader,
    this.composer,
    this.attachments,
    this.uow,
    this.clock,
  );

  constructor() {
    this.messages.open(CHANNEL);
    for (const id of [ANNA, BOB]) this.users.add(id);
    this.reactions.emojis.set(CUSTOM_EMOJI, { id: CUSTOM_EMOJI, guildId: '1', name: 'party', animated: true });
  }
}
