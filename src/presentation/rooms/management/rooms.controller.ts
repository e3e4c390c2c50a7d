import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  HttpStatus,
  Param,
  Patch,
  Post,
  Put,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CloseRoom } from '../../../application/rooms/close-room';
import { CreateRoom } from '../../../application/rooms/create-room';
import { ListRooms } from '../../../application/rooms/list-rooms';
import { ReadRoom } from '../../../application/rooms/read-room';
import { ReadRoomStats } from '../../../application/rooms/read-room-stats';
import { ROOMS_PAGE_MAX } from '../../../application/rooms/room.reader';
import { type RoomChanges, UpdateRoom } from '../../../application/rooms/update-room';
import { presentRoom } from '../room.presenter';
import { PresentedRoom } from '../room-answer.dto';
import { PresentedCreatedRoom, PresentedOccupant, PresentedRoomStats } from './answers.dto';
import { ForOperators, OfOneRoom } from './for-operators';
import { presentOccupant, presentRoomStats } from './management.presenter';
import { linkNextPage } from '../../shared/next-link';
import { AdminsDto, CreateRoomDto, ListRoomsDto, UpdateRoomDto } from './room.dto';

@ForOperators()
@Controller('management/rooms')
export class RoomsController {
  constructor(
    private readonly createRoom: CreateRoom,
    private readonly listRooms: ListRooms,
    private readonly readRoom: ReadRoom,
    private readonly updateRoom: UpdateRoom,
    private readonly closeRoom: CloseRoom,
    private readonly readRoomStats: ReadRoomStats,
  ) {}

  /** Opens a room; the outside system gets a `room.created` sync. */
  @Post()
  @HttpCode(HttpStatus.OK)
  async create(@Body() body: CreateRoomDto): Promise<PresentedCreatedRoom> {
    const room = await this.createRoom.execute({
      name: body.room_name,
      adminUserIds: body.admin_user_ids,
      access: body.access,
      maxMembers: body.max_members ?? undefined,
      slowModeSeconds: body.slow_mode_seconds,
      metadata: body.metadata,
    });
    const { room_id, ...presented } = presentRoom({ room, currentUsers: 0 });
    return { room_id, websocket_url: `/ws/rooms/${room_id}`, ...presented };
  }

  /** Open rooms, oldest first, up to 1,000 a page; the `Link` header names the next page. */
  @Get()
  async list(
    @Query() query: ListRoomsDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PresentedRoom[]> {
    const { closed = false, after, limit = ROOMS_PAGE_MAX } = query;
    const page = await this.listRooms.execute({ closed, limit, ...(after !== undefined && { after }) });
    linkNextPage(request, reply, page.next === undefined ? undefined : { after: page.next });
    return page.items.map(presentRoom);
  }

  @Get(':room_id')
  @OfOneRoom()
  async read(@Param('room_id') roomId: string): Promise<PresentedRoom> {
    return presentRoom(await this.readRoom.execute(roomId));
  }

  /** Any field of the creation; what is absent stays as it is. */
  @Patch(':room_id')
  @OfOneRoom()
  async update(@Param('room_id') roomId: string, @Body() body: UpdateRoomDto): Promise<PresentedRoom> {
    return this.change(roomId, {
      name: body.room_name,
      adminUserIds: body.admin_user_ids,
      access: body.access,
      maxMembers: body.max_members,
      slowModeSeconds: body.slow_mode_seconds,
      metadata: body.metadata,
    });
  }

  @Put(':room_id/admins')
  @OfOneRoom()
  async setAdmins(@Param('room_id') roomId: string, @Body() body: AdminsDto): Promise<PresentedRoom> {
    return this.change(roomId, { adminUserIds: body.admin_user_ids });
  }

  /** Closes the room's sockets and triggers a `room.closed` sync; its history stays readable here. */
  @Delete(':room_id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @OfOneRoom()
  async close(@Param('room_id') roomId: string): Promise<void> {
    await this.closeRoom.execute(roomId);
  }

  @Get(':room_id/stats')
  @OfOneRoom()
  async stats(@Param('room_id') roomId: string): Promise<PresentedRoomStats> {
    return presentRoomStats(await this.readRoomStats.execute(roomId));
  }

  /** Who is inside now, in the order of joining. */
  @Get(':room_id/users')
  @OfOneRoom()
  async users(@Param('room_id') roomId: string): Promise<PresentedOccupant[]> {
    const users = await this.readRoom.users(roomId);
    return users.map(presentOccupant);
  }

  private async change(roomId: string, changes: RoomChanges): Promise<PresentedRoom> {
    const room = await this.updateRoom.execute(roomId, changes);
    const view = await this.readRoom.execute(room.id);
    return presentRoom({ ...view, room });
  }
}
