import {
  type BeforeApplicationShutdown,
  Module,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type Provider,
} from '@nestjs/common';
import { ScheduleModule as NestScheduleModule, SchedulerRegistry } from '@nestjs/schedule';
import { DataSource } from 'typeorm';
import { Housekeeping } from '../application/operations/housekeeping';
import { Clock } from '../application/shared/clock';
import { Logger } from '../application/shared/logger';
import { OutboxDeliveries } from '../application/shared/outbox-deliveries';
import type { ScheduledJob } from '../application/shared/scheduled-job';
import { Timers } from '../application/shared/timers';
import { InvalidationHub } from '../infrastructure/persistence/invalidation-hub';
import { DatabaseHousekeeping } from '../infrastructure/persistence/platform/database-housekeeping';
import { InvalidationPoller } from '../infrastructure/persistence/platform/invalidation-poller';
import { ScheduledJobStore } from '../infrastructure/persistence/platform/scheduled-job.store';
import { JobLeadership } from '../infrastructure/schedule/job-leadership';
import { JobRunner } from '../infrastructure/schedule/job-runner';
import { SnowflakeIdGenerator } from '../infrastructure/time/snowflake-id-generator';
import { AbandonedVisitsJob } from '../presentation/schedule/abandoned-visits.job';
import { AuthSessionCleanupJob } from '../presentation/schedule/auth-session-cleanup.job';
import { DatabaseMaintenanceJob } from '../presentation/schedule/database-maintenance.job';
import { FileCleanupJob } from '../presentation/schedule/file-cleanup.job';
import { InvalidationCleanupJob } from '../presentation/schedule/invalidation-cleanup.job';
import { NotificationCleanupJob } from '../presentation/schedule/notification-cleanup.job';
import { OutboxCleanupJob } from '../presentation/schedule/outbox-cleanup.job';
import { RoomSyncJob } from '../presentation/schedule/room-sync.job';
import { ThreadArchivalJob } from '../presentation/schedule/thread-archival.job';
import { ContactsModule } from './contacts.module';
import { FilesModule } from './files.module';
import { DatabaseHandle } from './platform.module';
import { RoomsModule } from './rooms.module';
import { SyncModule } from './sync.module';
import { ThreadsModule } from './threads.module';

const jobs = [
  RoomSyncJob,
  AbandonedVisitsJob,
  AuthSessionCleanupJob,
  FileCleanupJob,
  ThreadArchivalJob,
  NotificationCleanupJob,
  OutboxCleanupJob,
  InvalidationCleanupJob,
  DatabaseMaintenanceJob,
];
const monotonicMs = (): number => performance.now();

const providers: Provider[] = [
  ...jobs,
  ScheduledJobStore,
  {
    provide: Housekeeping,
    inject: [DatabaseHandle, OutboxDeliveries, Clock],
    useFactory: ({ database }: DatabaseHandle, deliveries: OutboxDeliveries, clock: Clock) =>
      new DatabaseHousekeeping(database, deliveries, clock),
  },
  {
    provide: JobLeadership,
    inject: [DatabaseHandle, Logger],
    useFactory: ({ database }: DatabaseHandle, logger: Logger) =>
      new JobLeadership(() => database.connectDedicated(), monotonicMs, logger),
  },
  {
    provide: JobRunner,
    inject: [JobLeadership, ScheduledJobStore, SchedulerRegistry, Logger, ...jobs],
    useFactory: (
      leadership: JobLeadership,
      store: ScheduledJobStore,
      registry: SchedulerRegistry,
      logger: Logger,
      ...scheduled: ScheduledJob[]
    ) => new JobRunner({ jobs: scheduled, leadership, store, registry, logger, monotonicMs }),
  },
  {
    provide: InvalidationPoller,
    inject: [DataSource, InvalidationHub, Timers, Logger, SnowflakeIdGenerator],
    useFactory: (
      dataSource: DataSource,
      hub: InvalidationHub,
      timers: Timers,
      logger: Logger,
      ids: SnowflakeIdGenerator,
    ) => new InvalidationPoller({ dataSource, hub, timers, logger, liveProcesses: () => ids.liveProcesses() }),
  },
];

/** What happens by itself every so often: jobs on one process, polling on each. */
@Module({
  imports: [NestScheduleModule.forRoot(), ContactsModule, FilesModule, RoomsModule, SyncModule, ThreadsModule],
  providers,
})
export class ScheduleModule implements OnApplicationBootstrap, OnModuleDestroy, BeforeApplicationShutdown {
  private stopping: Promise<unknown> | undefined;

  constructor(
    private readonly runner: JobRunner,
    private readonly poller: InvalidationPoller,
  ) {}

  onApplicationBootstrap(): void {
    this.runner.start();
    this.poller.start();
  }

  onModuleDestroy(): void {
    this.stopping = Promise.all([this.runner.stop(), this.poller.stop()]);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.stopping;
  }
}
