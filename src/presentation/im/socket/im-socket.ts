import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ConversationFeed, ListOnlineContacts } from '../../../application/realtime';
import type { AppError } from '../../../shared/errors';
import type { AccountSocket, AccountSocketDialect, SocketTalk } from '../../shared/account-socket';
import { AccountSockets } from '../../shared/account-sockets';
import { imErrorText } from '../errors';
import { imFrame } from './frames';
import { ImCommands } from './im-commands';
import { IM_ENCODER, ImEncoder } from './im-encoder';
import { presenceFrame } from './presence-frame';

const INVALID_TOKEN = 'Invalid or expired token';

/** `/api/ws`: the sockets of people on this dialect. */
@Injectable()
export class ImSocket implements AccountSocketDialect, OnModuleInit {
  readonly dialect = 'im';
  readonly encoder = IM_ENCODER;
  readonly refusals = { missingToken: INVALID_TOKEN, badToken: INVALID_TOKEN };

  constructor(
    private readonly sockets: AccountSockets,
    private readonly feed: ConversationFeed,
    private readonly events: ImEncoder,
    private readonly commands: ImCommands,
    private readonly listOnlineContacts: ListOnlineContacts,
  ) {}

  onModuleInit(): void {
    this.feed.register(this.events, this.dialect);
    this.sockets.serve(/^\/api\/ws\/?$/, this);
  }

  async open(socket: AccountSocket): Promise<SocketTalk> {
    const online = await this.listOnlineContacts.execute(socket.actor);
    return {
      greeting: () => online.map(presenceFrame),
      frame: (fields) => this.commands.run(socket, fields),
    };
  }

  presentError(error: AppError): object {
    return imFrame('error', { content: imErrorText(error), data: errorData(error) });
  }
}

/** What a program goes by. */
const errorData = ({ code, details: { retryAfterMs } }: AppError): object => ({
  code,
  ...(retryAfterMs !== undefined && { retry_after: retryAfterMs / 1_000 }),
});
