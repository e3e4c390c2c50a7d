import { Injectable } from '@nestjs/common';
import {
  type Appended,
  DeleteMessage,
  EditMessage,
  LocateMessage,
  MarkConversationRead,
  MarkRead,
  SendMessage,
  type SendMessageInput,
  StartTyping,
} from '../../../application/messaging';
import { TYPED_MENTIONS } from '../../../domain/messaging';
import { AppError } from '../../../shared/errors';
import type { Id } from '../../../shared/ids';
import type { AccountSocket } from '../../shared/account-socket';
import type { HandedOver } from '../../shared/serial-inbox';
import { validateInput } from '../../shared/validation';
import type { ChatType } from '../conversations/chat-type';
import { ChatTargets } from '../conversations/targets';
import { MessagePresentation } from '../messages/message-presentation';
import {
  DeleteMessageFrame,
  EditMessageFrame,
  MarkReadFrame,
  RoomFrame,
  SendMessageFrame,
  TypingFrame,
} from './frame.dto';
import type { FrameStyle } from './frames';
import { named } from './room-encoder';
import type { RoomStays } from './room-stays';

/** Whoever gives commands: one socket, with the rooms it is in and the way its frames look. */
export interface Commander {
  readonly socket: AccountSocket;
  readonly rooms: RoomStays;
  readonly style: FrameStyle;
}

type Command = (commander: Commander, data: unknown) => Promise<HandedOver | undefined | void>;

/** How much of an unknown type an error repeats. */
const TYPE_SHOWN_MAX = 64;

/** The frames of clients by their `type`. */
@Injectable()
export class ChatCommands {
  private readonly byType: ReadonlyMap<unknown, Command>;

  constructor(
    private readonly targets: ChatTargets,
    private readonly sendMessage: SendMessage,
    private readonly locateMessage: LocateMessage,
    private readonly editMessage: EditMessage,
    private readonly deleteMessage: DeleteMessage,
    private readonly markRead: MarkRead,
    private readonly markConversationRead: MarkConversationRead,
    private readonly startTyping: StartTyping,
    private readonly presentation: MessagePresentation,
  ) {
    this.byType = new Map<unknown, Command>([
      ['send_message', (commander, data) => this.send(commander, data)],
      ['join_room', (commander, data) => this.join(commander, data)],
      ['leave_room', (commander, data) => this.leave(commander, data)],
      ['typing', (commander, data) => this.typing(commander, data)],
      ['mark_read', (commander, data) => this.read(commander, data)],
      ['edit_message', (commander, data) => this.edit(commander, data)],
      ['delete_message', (commander, data) => this.delete(commander, data)],
      ['ping', async ({ socket, style }) => socket.tell(style.frame('pong', {}))],
    ]);
  }

  knows(type: unknown): boolean {
    return this.byType.has(type);
  }

  /** @param data what the frame says; nothing counts as `{}`. @throws AppError of the command, or `unknown_type` */
  async run(commander: Commander, type: unknown, data: unknown): Promise<HandedOver | undefined> {
    const command = this.byType.get(type);
    if (!command) throw unknownType(type);
    return (await command(commander, withId(data ?? {}))) ?? undefined;
  }

  private async send({ socket, style }: Commander, data: unknown): Promise<HandedOver> {
    const frame = validateInput(SendMessageFrame, data);
    const channelId = await this.targets.toWrite(socket.actor, frame.chat_type, frame.chat_id);
    const { committed } = await this.sendMessage.start(socket.actor, { channelId, ...toDraft(frame) });
    const repeat = async ({ message, isRepeat }: Appended): Promise<void> => {
      // Everybody was told when it was said first; whoever says it again hears it alone.
      if (!isRepeat) return;
      const place = await this.targets.requirePlace(message);
      const presented = this.presentation.present(message, place, socket.userId);
      socket.tell(style.frame('message', presented, { fromUserId: socket.userId, toUserId: presented.to_user_id }));
    };
    return { settled: committed.then(repeat).catch((error: unknown) => socket.tellError(error)) };
  }

  private async join({ socket, rooms, style }: Commander, data: unknown): Promise<void> {
    const { room_id: roomId } = validateInput(RoomFrame, data);
    const { visitor } = await rooms.join(roomId);
    // The others are told by the room.
    socket.tell(style.frame('user_joined', { ...named(visitor), room_id: roomId }));
  }

  private async leave({ rooms }: Commander, data: unknown): Promise<void> {
    await rooms.leave(validateInput(RoomFrame, data).room_id);
  }

  private async typing({ socket, rooms }: Commander, data: unknown): Promise<void> {
    const { chat_type: chatType, chat_id: chatId, is_typing: isTyping } = validateInput(TypingFrame, data);
    if ((chatType ?? 'room') === 'room') return rooms.typing(chatId, isTyping);
    const channelId = await this.targets.toRead(socket.actor, chatType as ChatType, chatId);
    // Nobody waits where nothing was ever said.
    if (channelId === undefined) return undefined;
    if (isTyping) return this.startTyping.execute(socket.actor, channelId);
    return this.startTyping.stop(socket.actor, channelId);
  }

  private async read({ socket: { actor } }: Commander, data: unknown): Promise<void> {
    const { chat_type: chatType, chat_id: chatId, message_id: messageId } = validateInput(MarkReadFrame, data);
    const channelId = await this.targets.toRead(actor, chatType, chatId);
    if (channelId === undefined) return;
    if (typeof messageId === 'string') await this.markRead.execute(actor, { channelId, messageId });
    else await this.markConversationRead.execute(actor, channelId);
  }

  private async edit({ socket: { actor } }: Commander, data: unknown): Promise<void> {
    const { message_id: messageId, content } = validateInput(EditMessageFrame, data);
    await this.editMessage.execute(actor, {
      ...(await this.locate(actor, messageId)),
      ...{ content, allowedMentions: TYPED_MENTIONS },
    });
  }

  private async delete({ socket: { actor } }: Commander, data: unknown): Promise<void> {
    const { message_id: messageId } = validateInput(DeleteMessageFrame, data);
    await this.deleteMessage.execute(actor, await this.locate(actor, messageId));
  }

  /** @throws AppError `unknown_message`, also for messages of guilds */
  private async locate(actor: AccountSocket['actor'], messageId: Id) {
    const { channelId } = await this.locateMessage.execute(actor, messageId);
    await this.targets.requirePlace({ id: messageId, channelId });
    return { channelId, messageId };
  }
}

function toDraft(frame: SendMessageFrame): Omit<SendMessageInput, 'channelId'> {
  const { content, message_type: format, reply_to_id: replyToId, nonce } = frame;
  return {
    content,
    allowedMentions: TYPED_MENTIONS,
    ...(format === 'image' && { format }),
    ...(typeof nonce === 'string' && { nonce }),
    ...(typeof replyToId === 'string' && { reference: { messageId: replyToId, failIfNotExists: true } }),
  };
}

/** Some clients name a message `id` where others say `message_id`. */
function withId(data: unknown): unknown {
  if (typeof data !== 'object' || data === null || !('id' in data) || 'message_id' in data) return data;
  return { ...data, message_id: data.id };
}

function unknownType(type: unknown): AppError {
  const shown = typeof type === 'string' ? type.slice(0, TYPE_SHOWN_MAX).toWellFormed() : typeof type;
  return new AppError('invalid', 'unknown_type', `unknown type ${shown}`);
}
