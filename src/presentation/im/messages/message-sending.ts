import { Injectable } from '@nestjs/common';
import { type AcceptedSend, EchoedSends, SendMessage, type SendMessageInput } from '../../../application/messaging';
import type { AccountActor } from '../../../application/shared/actor';
import { type Message, type MessageOrigin, TYPED_MENTIONS } from '../../../domain/messaging';
import type { Id } from '../../../shared/ids';
import { Targets } from '../conversations/targets';
import type { ImMessageBodyDto } from './message.dto';

export interface SocketSend {
  readonly sent: Promise<Message>;
  /** It was sent by a request already. */
  readonly isEcho: boolean;
}

/** Sends what came as a request or as a frame; the echo of a request is no message of its own. */
@Injectable()
export class MessageSending {
  constructor(
    private readonly targets: Targets,
    private readonly sendMessage: SendMessage,
    private readonly echoes: EchoedSends,
  ) {}

  async byRest(actor: AccountActor, body: ImMessageBodyDto): Promise<Message> {
    const channelId = await this.targets.toWrite(actor, body);
    const origin = actor.authSessionId === undefined ? {} : { authSessionId: actor.authSessionId };
    const committed = this.start(actor, channelId, body, origin).then((accepted) => accepted.committed);
    const sent = committed.then(({ message, isRepeat }) => (isRepeat ? Promise.reject(new Repeat()) : message));
    // The echo may be on its way already.
    this.echoes.expect({ authorId: actor.userId, channelId, content: body.content ?? '' }, sent);
    return (await committed).message;
  }

  /** Resolves once the message is on its way; its id is known after the commit. */
  async bySocket(actor: AccountActor, body: ImMessageBodyDto, connectionId: string): Promise<SocketSend> {
    const channelId = await this.targets.toWrite(actor, body);
    const echoed = await this.echoed(actor, channelId, body);
    if (echoed) return { sent: Promise.resolve(echoed), isEcho: true };
    const { committed } = await this.start(actor, channelId, body, { connectionId });
    return { sent: committed.then(({ message }) => message), isEcho: false };
  }

  /** What the frame is the echo of, when that was sent. */
  private async echoed(actor: AccountActor, channelId: Id, { content, nonce }: ImMessageBodyDto) {
    if (typeof nonce === 'string') return undefined;
    const utterance = { authorId: actor.userId, channelId, content: content ?? '' };
    return this.echoes.take(utterance)?.catch(() => undefined);
  }

  private start(
    actor: AccountActor,
    channelId: Id,
    body: ImMessageBodyDto,
    origin: MessageOrigin,
  ): Promise<AcceptedSend> {
    return this.sendMessage.start(actor, { channelId, ...toDraft(body), origin });
  }
}

/** A request that was made before has its echo already, or none. */
class Repeat extends Error {}

const toDraft = ({
  content,
  nonce,
  message_type: format,
  reply_to_id: replyToId,
  attachment_id: attachmentId,
}: ImMessageBodyDto): Omit<SendMessageInput, 'channelId'> => ({
  content: content ?? '',
  allowedMentions: TYPED_MENTIONS,
  ...(format && { format }),
  ...(typeof attachmentId === 'string' && { attachmentIds: [attachmentId] }),
  ...(typeof nonce === 'string' && { nonce }),
  ...(typeof replyToId === 'string' && { reference: { messageId: replyToId, failIfNotExists: true } }),
});
