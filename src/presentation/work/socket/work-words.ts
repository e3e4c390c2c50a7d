import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { ListOnlineUsers } from '../../../application/realtime';
import { Clock } from '../../../application/shared/clock';
import { AppError } from '../../../shared/errors';
import type { Id } from '../../../shared/ids';
import type { AccountSocket, FrameFields, SocketTalk } from '../../shared/account-socket';
import { RootWords } from '../../shared/root-words';

type WorkFrameType = 'system_message' | 'pong' | 'command_response';

/** How much of an unknown word an error repeats. */
const WORD_SHOWN_MAX = 64;
const REQUEST_ID_MAX = 128;

/** What of the work dialect's socket is there without workspaces: the greeting, and ping with its answers. */
@Injectable()
export class WorkWords extends RootWords {
  constructor(
    private readonly listOnlineUsers: ListOnlineUsers,
    private readonly clock: Clock,
  ) {
    super();
  }

  async open(socket: AccountSocket): Promise<SocketTalk> {
    const { count } = await this.listOnlineUsers.execute(socket.actor, { limit: 0 });
    const connectionId = randomUUID();
    const connected = { message: 'Connected successfully', connection_id: connectionId, online_users: count };
    return {
      greeting: () => [this.frame('system_message', connected, socket.userId)],
      frame: async (fields) => {
        // Whoever answers a ping of the server's own is heard, and that is all.
        if ((fields.message_type ?? fields.type) === 'pong') return undefined;
        socket.tell(this.answer(fields, { userId: socket.userId, connectionId }));
        return undefined;
      },
    };
  }

  /** @throws AppError `unknown_type` */
  private answer(fields: FrameFields, { userId, connectionId }: { userId: Id; connectionId: string }): object {
    const word = fields.message_type ?? fields.type;
    if (word === 'ping') return this.frame('pong', fields.data ?? {}, userId);
    const { type, request_id: requestId } = commandOf(fields);
    if (type !== 'ping' && type !== 'get_connection_info') throw unknownWord(type ?? word);
    const data = type === 'ping' ? { pong: true } : { connection_id: connectionId, user_id: userId };
    return this.frame('command_response', { command_type: type, request_id: requestId, success: true, data }, userId);
  }

  private frame(type: WorkFrameType, data: unknown, toUserId: Id): object {
    return {
      ...{ id: randomUUID(), type, message_type: type, data },
      timestamp: new Date(this.clock.nowMs()).toISOString(),
      ...{ from_user_id: null, to_user_id: toUserId },
    };
  }
}

/** A command stands in `data`, or bare with its `request_id` beside it. */
function commandOf({ message_type: kind, type, data, request_id }: FrameFields) {
  const inner = typeof data === 'object' && data !== null ? (data as FrameFields) : {};
  const command = kind === 'command' ? inner : { type, request_id: request_id ?? inner.request_id };
  const requestId = command.request_id;
  const isShort = typeof requestId === 'string' && requestId.length <= REQUEST_ID_MAX;
  return { type: command.type, request_id: isShort ? requestId : null };
}

function unknownWord(word: unknown): AppError {
  const shown = typeof word === 'string' ? word.slice(0, WORD_SHOWN_MAX).toWellFormed() : typeof word;
  return new AppError('invalid', 'unknown_type', `unknown type ${shown}`);
}
