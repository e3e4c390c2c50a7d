import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Param, Post, Query } from '@nestjs/common';
import { DeleteMessage, HISTORY_PAGE_MAX, ReadHistory, SendMessage } from '../../../application/messaging';
import { ReadRoom } from '../../../application/rooms/read-room';
import { operator } from '../../../application/shared/actor';
import { AppError } from '../../../shared/errors';
import { isId } from '../../../shared/ids';
import { PresentedHistoryMessage } from './answers.dto';
import { ForOperators, OfOneRoom } from './for-operators';
import { presentHistoryMessage } from './management.presenter';
import { AnnouncementDto, HistoryDto } from './message.dto';

/** How much of a wrong message id an error repeats. */
const SHOWN_MESSAGE_ID_MAX = 64;

@ForOperators()
@Controller('management/rooms/:room_id/messages')
export class RoomMessagesController {
  constructor(
    private readonly readRoom: ReadRoom,
    private readonly readHistory: ReadHistory,
    private readonly sendMessage: SendMessage,
    private readonly deleteMessage: DeleteMessage,
  ) {}

  /** Newest first, also of a closed room. With `after`, the messages that follow that one directly. */
  @Get()
  @OfOneRoom()
  async list(@Param('room_id') roomId: string, @Query() query: HistoryDto): Promise<PresentedHistoryMessage[]> {
    const { room } = await this.readRoom.execute(roomId);
    const { limit = HISTORY_PAGE_MAX, ...bounds } = query;
    const messages = await this.readHistory.execute(operator, { channelId: room.id, limit, ...bounds });
    return messages.map(presentHistoryMessage).reverse();
  }

  /** An announcement of the operator: everybody inside gets it as a System frame. */
  @Post()
  @HttpCode(HttpStatus.OK)
  @OfOneRoom()
  async announce(
    @Param('room_id') roomId: string,
    @Body() { content }: AnnouncementDto,
  ): Promise<PresentedHistoryMessage> {
    const { room } = await this.readRoom.execute(roomId);
    return presentHistoryMessage(await this.sendMessage.execute(operator, { channelId: room.id, content }));
  }

  @Delete(':message_id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @OfOneRoom()
  async delete(@Param('room_id') roomId: string, @Param('message_id') messageId: string): Promise<void> {
    const { room } = await this.readRoom.execute(roomId);
    if (!isId(messageId)) throw messageNotFound(messageId);
    await this.deleteMessage.execute(operator, { channelId: room.id, messageId });
  }
}

const messageNotFound = (messageId: string): AppError =>
  new AppError(
    'not_found',
    'not_found',
    `Message ${messageId.slice(0, SHOWN_MESSAGE_ID_MAX).toWellFormed()} not found`,
  );
