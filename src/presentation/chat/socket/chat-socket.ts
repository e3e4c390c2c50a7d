import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ChannelHub, ConversationFeed } from '../../../application/realtime';
import type { AppError } from '../../../shared/errors';
import type { AccountSocket, AccountSocketDialect, SocketTalk } from '../../shared/account-socket';
import { AccountSockets } from '../../shared/account-sockets';
import { MessagePresentation } from '../messages/message-presentation';
import { ChatPeople } from '../people/people';
import { ChatTalks } from './chat-talks';
import { ChatConversationEncoder } from './conversation-encoder';
import { ownStyle } from './frames';
import { ChatRoomEncoder } from './room-encoder';

export const chatRefusals = { missingToken: '缺少认证token', badToken: '无效token' } as const;

/** `/chatsphere/ws`: the dialect alone. */
@Injectable()
export class ChatSocket implements AccountSocketDialect, OnModuleInit {
  readonly dialect = 'chat';
  readonly encoder = ownStyle.name;
  readonly refusals = chatRefusals;

  constructor(
    private readonly sockets: AccountSockets,
    private readonly feed: ConversationFeed,
    private readonly hub: ChannelHub,
    private readonly people: ChatPeople,
    private readonly presentation: MessagePresentation,
    private readonly talks: ChatTalks,
  ) {}

  onModuleInit(): void {
    this.feed.register(new ChatConversationEncoder(ownStyle, this.people, this.presentation), this.dialect);
    this.hub.register(new ChatRoomEncoder(ownStyle, this.presentation), this.dialect);
    this.sockets.serve(/^\/chatsphere\/ws\/?$/, this);
  }

  open(socket: AccountSocket): Promise<SocketTalk> {
    return this.talks.open(socket, ownStyle);
  }

  presentError(error: AppError): object {
    return this.talks.presentError(error, ownStyle);
  }
}
