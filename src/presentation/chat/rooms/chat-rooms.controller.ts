import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { CreateOwnRoom } from '../../../application/rooms/create-own-room';
import { ListOpenRooms } from '../../../application/rooms/list-open-rooms';
import type { AccountActor } from '../../../application/shared/actor';
import type { Id } from '../../../shared/ids';
import { CurrentActor } from '../../shared/authenticated.guard';
import { ForPeople } from '../for-people';
import type { ChatUser } from '../identity/user.presenter';
import { ChatPeople } from '../people/people';
import { chatRoutes, conversationRoutes } from '../routes';
import { ChatCreateRoomDto, RoomParams } from './room.dto';
import { type ChatRoom, presentRoom } from './room.presenter';

/** Those inside a room who are named in one answer. */
const NAMED_USERS_MAX = 1_000;

interface PresentedOnline {
  readonly room_id: Id;
  readonly online_count: number;
  readonly online_users: ChatUser[];
}

/** Rooms that everybody may enter; entering and speaking is done on the socket. */
@ForPeople()
@Controller()
export class ChatRoomsController {
  constructor(
    private readonly listOpenRooms: ListOpenRooms,
    private readonly createOwnRoom: CreateOwnRoom,
    private readonly people: ChatPeople,
  ) {}

  @Get(conversationRoutes('rooms'))
  @ApiOperation({ summary: 'The open rooms, the oldest first' })
  async list(): Promise<{ rooms: ChatRoom[] }> {
    const rooms = await this.listOpenRooms.execute();
    return { rooms: rooms.map(({ room, currentUsers }) => presentRoom(room, currentUsers)) };
  }

  @Post(conversationRoutes('rooms'))
  @ApiOperation({ summary: 'Open a room of one’s own' })
  async create(@CurrentActor() actor: AccountActor, @Body() body: ChatCreateRoomDto): Promise<ChatRoom> {
    const { name, description, max_members: maxMembers } = body;
    const input = { name, description: description ?? undefined, maxMembers: maxMembers ?? undefined };
    return presentRoom(await this.createOwnRoom.execute(actor, input), 0);
  }

  @Get(chatRoutes('chat/rooms/:id/online', 'rooms/:id/online', 'rooms/:id/online-count'))
  @ApiOperation({ summary: 'Who is inside a room; at most 1,000 are named' })
  async online(@CurrentActor() actor: AccountActor, @Param() { id }: RoomParams): Promise<PresentedOnline> {
    const inside = await this.listOpenRooms.inside(actor, id);
    const named = inside.slice(0, NAMED_USERS_MAX);
    const nicknames = new Map(named.map(({ userKey, nickname }) => [userKey, nickname ?? '']));
    const keys = named.map(({ userKey }) => userKey);
    const users = await this.people.many(keys, (key) => nicknames.get(key) ?? '');
    return { room_id: id, online_count: inside.length, online_users: users };
  }
}
