import { Injectable } from '@nestjs/common';
import { invalid } from '../../shared/errors';
import type { Page } from '../../shared/page';
import { RoomOccupancy } from './room-occupancy';
import { type RoomListQuery, RoomReader, ROOMS_PAGE_MAX } from './room.reader';
import type { RoomView } from './room-view';

/** A page of rooms, oldest first; `next` is the id to list after. For operators. */
@Injectable()
export class ListRooms {
  constructor(
    private readonly rooms: RoomReader,
    private readonly occupancy: RoomOccupancy,
  ) {}

  /** @throws AppError `invalid` for a limit outside 1 to 1,000 */
  async execute(query: RoomListQuery): Promise<Page<RoomView>> {
    if (!Number.isInteger(query.limit) || query.limit < 1 || query.limit > ROOMS_PAGE_MAX) {
      throw invalid('limit', `limit must be an integer from 1 to ${ROOMS_PAGE_MAX}`);
    }
    const pageAndOne = await this.rooms.list({ ...query, limit: query.limit + 1 });
    const page = pageAndOne.slice(0, query.limit);
    const last = page.at(-1);
    return {
      items: page.map((room) => ({ room, currentUsers: this.occupancy.count(room.id) })),
      ...(pageAndOne.length > query.limit && last && { next: last.id }),
    };
  }
}
