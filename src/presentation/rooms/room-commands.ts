import { Injectable } from '@nestjs/common';
import { type Appended, DeleteMessage, ReadHistory, SendMessage } from '../../application/messaging';
import { BanVisitor } from '../../application/rooms/ban-visitor';
import { KickVisitor } from '../../application/rooms/kick-visitor';
import { MuteVisitor } from '../../application/rooms/mute-visitor';
import { SignalRoom } from '../../application/rooms/signal-room';
import { UnbanVisitor } from '../../application/rooms/unban-visitor';
import { UnmuteVisitor } from '../../application/rooms/unmute-visitor';
import type { AccountActor, GuestActor } from '../../application/shared/actor';
import type { Visitor } from '../../domain/rooms';
import type { Id } from '../../shared/ids';
import { type InputClass, validateInput } from '../shared/validation';
import {
  BanCommand,
  CustomEventCommand,
  DeleteMessageCommand,
  EmptyCommand,
  HistoryCommand,
  MuteCommand,
  SendMessageCommand,
  UserCommand,
} from './command.dto';
import { type MessageJson, presentMessage } from './message.presenter';

/** History returned when a client names no limit. */
const HISTORY_PAGE_DEFAULT = 50;

/** Whoever gives a command: somebody inside a room, on whichever transport. */
export interface RoomMember {
  readonly roomId: Id;
  readonly visitor: Visitor;
}

/** A send that is on its way to the database; other frames of the socket may go on. */
export interface SentMessage {
  readonly message: MessageJson;
  readonly isRepeat: boolean;
}

/** The commands of a room, the same on both transports: payload checked, use case called, answer presented. */
@Injectable()
export class RoomCommands {
  constructor(
    private readonly sendMessage: SendMessage,
    private readonly deleteMessage: DeleteMessage,
    private readonly readHistory: ReadHistory,
    private readonly kickVisitor: KickVisitor,
    private readonly banVisitor: BanVisitor,
    private readonly unbanVisitor: UnbanVisitor,
    private readonly muteVisitor: MuteVisitor,
    private readonly unmuteVisitor: UnmuteVisitor,
    private readonly signalRoom: SignalRoom,
  ) {}

  /** Resolves when the message stands in the writer's queue. */
  async send(member: RoomMember, payload: unknown): Promise<{ readonly committed: Promise<SentMessage> }> {
    const { content, nonce } = validateInput(SendMessageCommand, payload);
    const input = { channelId: member.roomId, content, nonce: nonce ?? undefined };
    const accepted = await this.sendMessage.start(actorOf(member), input);
    return { committed: accepted.committed.then(presentSent) };
  }

  async delete(member: RoomMember, payload: unknown): Promise<void> {
    const { id } = validateInput(DeleteMessageCommand, payload);
    await this.deleteMessage.execute(actorOf(member), { channelId: member.roomId, messageId: id });
  }

  async history(member: RoomMember, payload: unknown): Promise<{ messages: MessageJson[] }> {
    const { before, after, limit } = validateInput(HistoryCommand, payload);
    const messages = await this.readHistory.execute(actorOf(member), {
      channelId: member.roomId,
      before: before ?? undefined,
      after: after ?? undefined,
      limit: limit ?? HISTORY_PAGE_DEFAULT,
    });
    return { messages: messages.map(presentMessage) };
  }

  async kick(member: RoomMember, payload: unknown): Promise<void> {
    const { user_id: userKey } = validateInput(UserCommand, payload);
    await this.kickVisitor.execute(member, { roomId: member.roomId, userKey, bans: true });
  }

  async ban(member: RoomMember, payload: unknown): Promise<void> {
    const command = validateInput(BanCommand, payload);
    await this.banVisitor.execute(member, { roomId: member.roomId, ...sanctionOf(command) });
  }

  async unban(member: RoomMember, payload: unknown): Promise<void> {
    const { user_id: userKey } = validateInput(UserCommand, payload);
    await this.unbanVisitor.execute(member, { roomId: member.roomId, userKey });
  }

  async mute(member: RoomMember, payload: unknown): Promise<void> {
    const command = validateInput(MuteCommand, payload);
    await this.muteVisitor.execute(member, { roomId: member.roomId, ...sanctionOf(command) });
  }

  async unmute(member: RoomMember, payload: unknown): Promise<void> {
    const { user_id: userKey } = validateInput(UserCommand, payload);
    await this.unmuteVisitor.execute(member, { roomId: member.roomId, userKey });
  }

  async typing(member: RoomMember, payload: unknown): Promise<void> {
    validate(EmptyCommand, payload);
    this.signalRoom.typing(member.roomId, member.visitor);
  }

  async customEvent(member: RoomMember, payload: unknown): Promise<void> {
    const command = validateInput(CustomEventCommand, payload);
    this.signalRoom.custom(member.roomId, member.visitor, command.event_type, command.payload);
  }
}

function actorOf({ visitor }: RoomMember): GuestActor | AccountActor {
  return visitor.isAccount
    ? { kind: 'account', userId: visitor.userKey }
    : { kind: 'guest', externalId: visitor.userKey };
}

function sanctionOf(command: BanCommand | MuteCommand): { userKey: string; reason?: string; durationSeconds?: number } {
  const reason = 'reason' in command ? (command.reason ?? undefined) : undefined;
  return {
    userKey: command.user_id,
    ...(reason !== undefined && { reason }),
    durationSeconds: command.duration_seconds ?? undefined,
  };
}

function presentSent({ message, isRepeat }: Appended): SentMessage {
  return { message: presentMessage(message), isRepeat };
}

/** A command without data takes an absent or empty payload, and ignores what else is in it. */
function validate(type: InputClass<object>, payload: unknown): void {
  validateInput(type, payload ?? {});
}
