import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ChannelHub, ConversationFeed } from '../../../application/realtime';
import type { AppError } from '../../../shared/errors';
import type { AccountSocket, AccountSocketDialect, FrameFields, SocketTalk } from '../../shared/account-socket';
import { AccountSockets } from '../../shared/account-sockets';
import { RootWords } from '../../shared/root-words';
import { MessagePresentation } from '../messages/message-presentation';
import { ChatPeople } from '../people/people';
import { chatRefusals } from './chat-socket';
import { ChatTalks } from './chat-talks';
import { ChatConversationEncoder } from './conversation-encoder';
import { rootStyle } from './frames';
import { ChatRoomEncoder } from './room-encoder';

/** `/ws`: this dialect and the work dialect on one socket, with the words of both. */
@Injectable()
export class RootSocket implements AccountSocketDialect, OnModuleInit {
  readonly dialect = 'work';
  readonly encoder = rootStyle.name;
  readonly refusals = chatRefusals;

  constructor(
    private readonly sockets: AccountSockets,
    private readonly feed: ConversationFeed,
    private readonly hub: ChannelHub,
    private readonly people: ChatPeople,
    private readonly presentation: MessagePresentation,
    private readonly talks: ChatTalks,
    private readonly otherWords: RootWords,
  ) {}

  onModuleInit(): void {
    this.feed.register(new ChatConversationEncoder(rootStyle, this.people, this.presentation), 'chat');
    this.hub.register(new ChatRoomEncoder(rootStyle, this.presentation), 'chat');
    this.sockets.serve(/^\/ws\/?$/, this);
  }

  async open(socket: AccountSocket): Promise<SocketTalk> {
    // One after the other: a talk that is open when the next one fails would stay so.
    const other = await this.otherWords.open(socket);
    const chat = await this.talks.open(socket, rootStyle);
    return {
      greeting: () => [...other.greeting(), ...chat.greeting()],
      frame: (fields) => (this.isOthers(fields) ? other : chat).frame(fields),
      closed: () => {
        chat.closed?.();
        other.closed?.();
      },
    };
  }

  presentError(error: AppError): object {
    return this.talks.presentError(error, rootStyle);
  }

  /** A frame with `message_type` is the other dialect's; without, this dialect's words come first. */
  private isOthers(fields: FrameFields): boolean {
    return typeof fields.message_type === 'string' || !this.talks.knows(fields.type);
  }
}
