import { Module, type OnApplicationShutdown, type OnModuleInit, type Provider } from '@nestjs/common';
import { ServerInfo } from '../application/operations/server-info';
import { RoomSyncQueue } from '../application/rooms/room-sync-queue';
import { SyncSettings } from '../application/rooms/sync-settings';
import { BuildSyncPayload } from '../application/rooms/sync/build-sync-payload';
import { ListDeliveries } from '../application/rooms/sync/list-deliveries';
import { OutboxRoomSyncQueue } from '../application/rooms/sync/outbox-room-sync-queue';
import { ReadSync } from '../application/rooms/sync/read-sync';
import { RequestSync } from '../application/rooms/sync/request-sync';
import { RetryDelivery } from '../application/rooms/sync/retry-delivery';
import { RoomSyncConsumer } from '../application/rooms/sync/room-sync-consumer';
import { RoomSyncPositions } from '../application/rooms/sync/room-sync-positions';
import { RoomSyncReader } from '../application/rooms/sync/room-sync.reader';
import { SyncAllRooms } from '../application/rooms/sync/sync-all-rooms';
import { Clock } from '../application/shared/clock';
import { Logger } from '../application/shared/logger';
import { OutboxRelay } from '../infrastructure/outbox/outbox-relay';
import { Installation } from '../infrastructure/persistence/platform/installation';
import { TypeOrmRoomSyncPositions } from '../infrastructure/persistence/rooms/typeorm-room-sync-positions';
import { TypeOrmRoomSyncReader } from '../infrastructure/persistence/rooms/typeorm-room-sync.reader';
import { HttpSyncCallback, SyncRequestLimits } from '../infrastructure/rooms/http-sync-callback';
import { SyncController } from '../presentation/rooms/management/sync.controller';
import { RoomsModule } from './rooms.module';

const providers: Provider[] = [
  Installation,
  SyncRequestLimits,
  OutboxRoomSyncQueue,
  BuildSyncPayload,
  SyncAllRooms,
  RequestSync,
  ReadSync,
  ListDeliveries,
  RetryDelivery,
  { provide: RoomSyncQueue, useExisting: OutboxRoomSyncQueue },
  { provide: RoomSyncReader, useClass: TypeOrmRoomSyncReader },
  { provide: RoomSyncPositions, useClass: TypeOrmRoomSyncPositions },
];

/** Room data for the outside system that owns the rooms. */
@Module({ imports: [RoomsModule], controllers: [SyncController], providers, exports: providers })
export class SyncModule implements OnModuleInit, OnApplicationShutdown {
  private callback: HttpSyncCallback | undefined;

  constructor(
    private readonly settings: SyncSettings,
    private readonly relay: OutboxRelay,
    private readonly buildPayload: BuildSyncPayload,
    private readonly positions: RoomSyncPositions,
    private readonly installation: Installation,
    private readonly limits: SyncRequestLimits,
    private readonly server: ServerInfo,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  async onModuleInit(): Promise<void> {
    if (await this.installation.register()) {
      this.logger.info('the data was moved to another database server: every room counts as changed');
    }
    const { callbackUrl, signingSecret } = this.settings;
    if (callbackUrl === undefined) return;
    this.callback = new HttpSyncCallback({
      url: callbackUrl,
      ...(signingSecret && { secret: signingSecret }),
      userAgent: `Guildhall/${this.server.version}`,
      clock: this.clock,
      limits: this.limits,
    });
    this.relay.register(new RoomSyncConsumer(this.buildPayload, this.callback, this.positions));
  }

  onApplicationShutdown(): void {
    this.callback?.close();
  }
}
