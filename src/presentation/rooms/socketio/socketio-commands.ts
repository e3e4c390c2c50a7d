import { Injectable } from '@nestjs/common';
import { IsOptional, IsString } from 'class-validator';
import { AdmitVisitor } from '../../../application/rooms/admit-visitor';
import { EnterRoom, type EnterRoomInput, type RoomEntry } from '../../../application/rooms/enter-room';
import { LiveRooms } from '../../../application/rooms/live-rooms';
import { notJoined } from '../../../domain/rooms';
import { AppError, invalid } from '../../../shared/errors';
import { isId } from '../../../shared/ids';
import { ConnectionGuard } from '../../shared/connection-guard';
import { IsSnowflake, validateInput } from '../../shared/validation';
import { presentMessage } from '../message.presenter';
import { RoomCommands, type RoomMember } from '../room-commands';
import { presentRoom } from '../room.presenter';
import { type CommandSocket, ROOMS_PER_SOCKET_MAX } from './command-socket';
import { SocketIoRoomSession } from './socketio-room-session';

class RoomCommand {
  @IsSnowflake()
  room_id!: string;
}

class JoinCommand extends RoomCommand {
  @IsOptional()
  @IsString()
  ticket?: string | null;

  @IsOptional()
  @IsString()
  last_message_id?: string | null;
}

type Answer = (data: object) => void;
/** The order of commands is kept once it resolved; a send's answer comes when it is committed. */
export type Pending = { readonly committed: Promise<object> } | undefined;
type SocketIoCommand = (socket: CommandSocket, payload: unknown, answer: Answer) => Promise<Pending>;
type InRoom = (member: RoomMember, payload: unknown) => Promise<object | void>;

/** The client events of the namespace by their name. */
@Injectable()
export class SocketIoCommands {
  private readonly byName: ReadonlyMap<string, SocketIoCommand>;

  constructor(
    private readonly commands: RoomCommands,
    private readonly admitVisitor: AdmitVisitor,
    private readonly enterRoom: EnterRoom,
    private readonly live: LiveRooms,
    private readonly guard: ConnectionGuard,
  ) {
    this.byName = new Map<string, SocketIoCommand>([
      ['room:join', (socket, payload, answer) => this.join(socket, payload, answer)],
      ['room:leave', (socket, payload, answer) => this.leave(socket, payload, answer)],
      ['message:send', (socket, payload) => this.send(socket, payload)],
      ['message:delete', inRoom((member, payload) => commands.delete(member, payload))],
      ['message:history', inRoom((member, payload) => commands.history(member, payload))],
      ['typing', inRoom((member, payload) => commands.typing(member, payload))],
      ['user:kick', inRoom((member, payload) => commands.kick(member, payload))],
      ['user:ban', inRoom((member, payload) => commands.ban(member, payload))],
      ['user:unban', inRoom((member, payload) => commands.unban(member, payload))],
      ['user:mute', inRoom((member, payload) => commands.mute(member, payload))],
      ['user:unmute', inRoom((member, payload) => commands.unmute(member, payload))],
      ['custom:event', inRoom((member, payload) => commands.customEvent(member, payload))],
    ]);
  }

  /** @throws AppError of the command, or `unknown_type` */
  async run(socket: CommandSocket, name: string, payload: unknown, answer: Answer): Promise<Pending> {
    const command = this.byName.get(name);
    if (!command) throw new AppError('invalid', 'unknown_type', 'unknown event');
    return command(socket, payload, answer);
  }

  private async join(socket: CommandSocket, payload: unknown, answer: Answer): Promise<undefined> {
    const command = validateInput(JoinCommand, payload);
    const lastMessageId = command.last_message_id || undefined;
    if (lastMessageId !== undefined && lastMessageId !== '0' && !isId(lastMessageId)) {
      throw invalid('last_message_id', 'last_message_id must be a message id');
    }
    this.guard.countJoin(socket.address);
    if (socket.rooms.size >= ROOMS_PER_SOCKET_MAX && !socket.rooms.has(command.room_id)) {
      throw new AppError('limited', 'limited', `a socket may be in at most ${ROOMS_PER_SOCKET_MAX} rooms`);
    }
    const { userKey, nickname, access } = socket.handshake;
    const ticket = command.ticket ?? undefined;
    const who = { userKey, nickname, ticket, account: access?.actor };
    const admission = await this.admitVisitor.execute({ roomId: command.room_id, ...who });
    const session = new SocketIoRoomSession(admission.room.id, admission.visitor, socket);
    const entry = await this.enter(socket, session, { admission, session, lastMessageId });
    answer(this.presentEntry(entry, lastMessageId !== undefined));
    session.begin(entry.stay);
    return undefined;
  }

  /** A session of this socket in the same room is taken over without a word. */
  private async enter(socket: CommandSocket, session: SocketIoRoomSession, input: EnterRoomInput): Promise<RoomEntry> {
    const former = socket.rooms.get(session.roomId);
    former?.supersede(true);
    socket.add(session);
    try {
      const entry = await this.enterRoom.execute(input);
      former?.finish();
      if (socket.isConnected && !session.isOver) return entry;
      entry.stay.end();
      throw notJoined();
    } catch (error) {
      session.finish();
      if (former && !former.isOver) {
        former.supersede(false);
        socket.add(former);
      }
      throw error;
    }
  }

  private async leave(socket: CommandSocket, payload: unknown, answer: Answer): Promise<undefined> {
    requireSession(socket, payload).finish();
    answer({});
    return undefined;
  }

  private async send(socket: CommandSocket, payload: unknown): Promise<Pending> {
    const session = requireSession(socket, payload);
    const { committed } = await this.commands.send(session, payload);
    return { committed: committed.then(({ message }) => ({ room_id: session.roomId, ...message })) };
  }

  private presentEntry({ room, isAdmin, isMuted, recent, missed, hasMore }: RoomEntry, hasReturned: boolean): object {
    return {
      room: presentRoom(this.live.view(room)),
      is_admin: isAdmin,
      is_muted: isMuted,
      users: this.live
        .users(room.id)
        .slice(0, USERS_SHOWN_MAX)
        .map(({ userKey, nickname, isAdmin: admin }) => ({
          user_id: userKey,
          nickname: nickname ?? null,
          is_admin: admin,
        })),
      messages: (hasReturned ? missed : recent).map(presentMessage),
      has_more: hasMore,
    };
  }
}

/** Users listed to a newcomer; `room.current_users` counts them all. */
const USERS_SHOWN_MAX = 1_000;

function inRoom(command: InRoom): SocketIoCommand {
  return async (socket, payload, answer) => {
    const session = requireSession(socket, payload);
    answer((await command(session, payload)) ?? {});
    return undefined;
  };
}

/** @throws AppError `invalid`, `not_joined` */
function requireSession(socket: CommandSocket, payload: unknown): SocketIoRoomSession {
  const { room_id: roomId } = validateInput(RoomCommand, payload);
  const session = socket.rooms.get(roomId);
  if (!session) throw notJoined();
  return session;
}
