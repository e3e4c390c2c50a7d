import { Body, Controller, Get, HttpCode, HttpStatus, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ListDeliveries } from '../../../application/rooms/sync/list-deliveries';
import { ReadSync } from '../../../application/rooms/sync/read-sync';
import { RequestSync } from '../../../application/rooms/sync/request-sync';
import { RetryDelivery } from '../../../application/rooms/sync/retry-delivery';
import { writeSyncPayload } from '../../../domain/rooms/sync-payload';
import { ForOperators, OfOneRoom } from './for-operators';
import { linkNextPage } from '../../shared/next-link';
import {
  ListDeliveriesDto,
  PresentedDelivery,
  PresentedRetry,
  PresentedSyncPayload,
  PresentedSyncRequest,
  ReadSyncDto,
  RequestSyncDto,
} from './sync.dto';
import { presentDelivery } from './sync.presenter';

const SYNC_CURSOR_HEADER = 'x-sync-cursor';
const DELIVERIES_DEFAULT = 100;

@ForOperators()
@Controller('management/sync')
export class SyncController {
  constructor(
    private readonly readSync: ReadSync,
    private readonly requestSync: RequestSync,
    private readonly listDeliveries: ListDeliveries,
    private readonly retryDelivery: RetryDelivery,
  ) {}

  /**
   * Sync payloads of all open rooms, or of those changed since a cursor; at most 100 rooms a page, the next one in the
   * `Link` header. `X-Sync-Cursor` is the `since` of the next pull.
   */
  @Get()
  @OfOneRoom()
  async pull(
    @Query() query: ReadSyncDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PresentedSyncPayload[]> {
    if (query.room_id !== undefined) return [writeSyncPayload(await this.readSync.ofRoom(query.room_id, query.from))];
    const { since, cursor, after } = query;
    const pulled = await this.readSync.execute({
      ...(since !== undefined && { since }),
      ...(cursor !== undefined && { cursor }),
      ...(after !== undefined && { after }),
    });
    reply.header(SYNC_CURSOR_HEADER, pulled.cursor);
    linkNextPage(request, reply, pulled.next === undefined ? undefined : { after: pulled.next, cursor: pulled.cursor });
    return pulled.payloads.map(writeSyncPayload);
  }

  /** Queues a sync of these rooms, or of every open room, and answers at once. Without a callback URL `rooms` is 0. */
  @Post()
  @HttpCode(HttpStatus.ACCEPTED)
  @OfOneRoom()
  async request(@Body() body: RequestSyncDto): Promise<PresentedSyncRequest> {
    const { syncId, rooms } = await this.requestSync.execute(body.room_ids);
    return { sync_id: syncId, rooms };
  }

  /** Payloads on their way to the callback URL, newest first: delivered ones of 7 days, dead ones of 30. */
  @Get('deliveries')
  async deliveries(@Query() query: ListDeliveriesDto): Promise<PresentedDelivery[]> {
    const deliveries = await this.listDeliveries.execute(query.status, query.limit ?? DELIVERIES_DEFAULT);
    return deliveries.map(presentDelivery);
  }

  /** Tries a pending payload now, and a dead one for another 24 hours. */
  @Post('deliveries/:id/retry')
  @HttpCode(HttpStatus.ACCEPTED)
  async retry(@Param('id') deliveryId: string): Promise<PresentedRetry> {
    await this.retryDelivery.execute(deliveryId);
    return { id: deliveryId };
  }
}
