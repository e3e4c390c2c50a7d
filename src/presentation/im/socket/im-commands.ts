import { Injectable } from '@nestjs/common';
import { MarkConversationRead, MarkRead, RecallMessage, StartTyping } from '../../../application/messaging';
import { ConversationFeed, FrameBatch } from '../../../application/realtime';
import type { Message } from '../../../domain/messaging';
import { AppError } from '../../../shared/errors';
import type { AccountSocket, FrameFields } from '../../shared/account-socket';
import type { HandedOver } from '../../shared/serial-inbox';
import { validateInput } from '../../shared/validation';
import { Places, presentPlace } from '../conversations/places';
import { Targets } from '../conversations/targets';
import { MessageLookup } from '../messages/message-lookup';
import { MessageSending } from '../messages/message-sending';
import { ConnectionNames } from './connection-names';
import { ImMessageFrameDto, ImReadFrameDto, ImRecallFrameDto, ImTypingFrameDto } from './frame.dto';
import { type ClientEventType, encodeFrame, type ImFrame, imFrame } from './frames';
import { IM_ENCODER, ImEncoder } from './im-encoder';

type Command = (socket: AccountSocket, fields: FrameFields) => Promise<HandedOver | undefined | void>;

/** How much of an unknown type an error repeats. */
const TYPE_SHOWN_MAX = 64;

/** The frames of clients by their `event_type`. */
@Injectable()
export class ImCommands {
  private readonly byType: ReadonlyMap<unknown, Command>;

  constructor(
    private readonly targets: Targets,
    private readonly places: Places,
    private readonly sending: MessageSending,
    private readonly startTyping: StartTyping,
    private readonly lookup: MessageLookup,
    private readonly recallMessage: RecallMessage,
    private readonly markRead: MarkRead,
    private readonly markConversationRead: MarkConversationRead,
    private readonly feed: ConversationFeed,
    private readonly encoder: ImEncoder,
    private readonly names: ConnectionNames,
  ) {
    const ignored: Command = () => Promise.resolve();
    const byType: Record<ClientEventType, Command> = {
      message: (socket, fields) => this.message(socket, fields),
      typing: (socket, fields) => this.typing(socket, fields),
      read: (socket, fields) => this.read(socket, fields),
      recall: (socket, fields) => this.recall(socket, fields),
      // Whoever has a socket is online, but may be away from the keyboard.
      online: async (socket, { status }) => socket.setAway(status === 'away'),
      offline: ignored,
      ping: async (socket, { data }) => socket.tell(imFrame('pong', { data: isPlain(data) ? data : undefined })),
      pong: ignored,
    };
    this.byType = new Map<unknown, Command>(Object.entries(byType));
  }

  /** @throws AppError of the command, or `unknown_type` */
  async run(socket: AccountSocket, fields: FrameFields): Promise<HandedOver | undefined> {
    const command = this.byType.get(fields.event_type);
    if (!command) throw unknownType(fields.event_type);
    return (await command(socket, flatten(fields))) ?? undefined;
  }

  private async message(socket: AccountSocket, fields: FrameFields): Promise<HandedOver> {
    const body = validateInput(ImMessageFrameDto, fields);
    const nonce = body.nonce ?? null;
    const { sent, isEcho } = await this.sending.bySocket(socket.actor, body, this.names.of(socket));
    const acknowledge = async (message: Message): Promise<void> => {
      const place = await this.places.require(message);
      const createdAt = new Date(message.createdAtMs).toISOString();
      socket.tell(
        imFrame('ack', {
          ...{ userId: socket.userId, place: presentPlace(place, socket.userId) },
          data: { id: message.id, nonce, created_at: createdAt },
        }),
      );
      if (isEcho) this.tellSameLogin(socket, this.encoder.messageFrame({ message }, place));
    };
    const refuse = (error: unknown): void => socket.tellError(error);
    return { settled: sent.then(acknowledge).catch(refuse) };
  }

  /**
   * A request names only its login. Its echo names the socket: from now on it is known that the login's other sockets
   * have not sent it.
   */
  private tellSameLogin(sender: AccountSocket, frame: ImFrame): void {
    const bytes = encodeFrame(frame);
    const batch = new FrameBatch([{ event: { type: 'message.created' }, bytes }]);
    for (const session of this.feed.sessionsOf(sender.userId)) {
      const isSameLogin = session.encoder === IM_ENCODER && session.authSessionId === sender.authSessionId;
      if (isSameLogin && session !== sender) session.deliver(batch);
    }
  }

  private async typing({ actor }: AccountSocket, fields: FrameFields): Promise<void> {
    const channelId = await this.targets.toRead(actor, validateInput(ImTypingFrameDto, fields));
    // Nobody waits where nothing was ever said.
    if (channelId !== undefined) await this.startTyping.execute(actor, channelId);
  }

  /** Everybody is told, the sender too. */
  private async recall({ actor }: AccountSocket, fields: FrameFields): Promise<void> {
    const { message_id: messageId } = validateInput(ImRecallFrameDto, fields);
    const { id, channelId } = await this.lookup.require(actor, messageId, { withRecalled: true });
    await this.recallMessage.execute(actor, { channelId, messageId: id });
  }

  private async read({ actor }: AccountSocket, fields: FrameFields): Promise<void> {
    const { message_id: messageId, ...target } = validateInput(ImReadFrameDto, fields);
    if (typeof messageId === 'string') {
      const { id, channelId } = await this.lookup.require(actor, messageId, { withRecalled: true });
      return this.markRead.execute(actor, { channelId, messageId: id });
    }
    const channelId = await this.targets.toRead(actor, target);
    if (channelId !== undefined) await this.markConversationRead.execute(actor, channelId);
  }
}

const isPlain = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What stands in `data` counts where the frame itself says nothing. */
function flatten(fields: FrameFields): FrameFields {
  const { data, ...own } = fields;
  const said = Object.entries(own).filter(([, value]) => value !== null && value !== undefined);
  return { ...(isPlain(data) ? data : {}), data, ...Object.fromEntries(said) };
}

function unknownType(type: unknown): AppError {
  const shown = typeof type === 'string' ? type.slice(0, TYPE_SHOWN_MAX).toWellFormed() : typeof type;
  return new AppError('invalid', 'unknown_type', `unknown event_type ${shown}`);
}
