import { Injectable } from '@nestjs/common';
import { AttachmentLinks } from '../../../application/messaging';
import type { Message } from '../../../domain/messaging';
import type { Id } from '../../../shared/ids';
import type { ChatPlace } from '../conversations/targets';
import { type ChatMessage, presentMessage } from './message.presenter';

/** Messages as this dialect shows them to one reader. */
@Injectable()
export class MessagePresentation {
  constructor(private readonly links: AttachmentLinks) {}

  present(message: Message, place: ChatPlace, readerId: Id): ChatMessage {
    return presentMessage(message, place, readerId, (attachment) => this.links.sign(message.channelId, attachment));
  }
}
