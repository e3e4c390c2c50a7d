import type { NewMessage } from '../../src/application/messaging';
import type { Message, MessageAuthor, MessageCreated, MessageDeleted } from '../../src/domain/messaging';
import type { Id } from '../../src/shared/ids';

export const CHANNEL = '1000';

/** The id that {@link aMessage} gives to the message of this `seq`; greater ones for later messages. */
export const idOfSeq = (seq: number): Id => String(500_000_000_000_000_000n + BigInt(seq) * 4_096n);

export const anAuthor = (externalId: string, changes: Partial<MessageAuthor> = {}): MessageAuthor => ({
  userId: '42',
  externalId,
  ...changes,
});

/** The message of this `seq`, said by the guest `anna`. */
export const aMessage = (seq: number, changes: Partial<Message> = {}): Message => ({
  id: idOfSeq(seq),
  channelId: CHANNEL,
  seq,
  kind: 'text',
  author: anAuthor('anna'),
  byAdmin: false,
  content: `message ${seq}`,
  createdAtMs: Date.UTC(2026, 0, 1) + seq,
  ...changes,
});

export const created = (seq: number, changes: Partial<Message> = {}): MessageCreated => {
  const message = aMessage(seq, changes);
  return { type: 'message.created', channelId: message.channelId, message };
};

/** The deletion of the message of `seq`, committed when `headSeq` was the channel's head. */
export const deleted = (seq: number, headSeq: number): MessageDeleted => ({
  type: 'message.deleted',
  channelId: CHANNEL,
  messageId: idOfSeq(seq),
  headSeq,
});

export const aNewMessage = (changes: Partial<NewMessage> = {}): NewMessage => ({
  channelId: CHANNEL,
  kind: 'text',
  author: anAuthor('anna'),
  byAdmin: false,
  content: 'hello',
  ...changes,
});
