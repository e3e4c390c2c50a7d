import type { Server } from 'node:http';
import {
  type BeforeApplicationShutdown,
  Global,
  Module,
  type OnApplicationBootstrap,
  type Provider,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ClientAddress } from '../presentation/shared/client-address';
import { ConnectionGuard } from '../presentation/shared/connection-guard';
import { HeartbeatMonitor } from '../presentation/shared/heartbeat';
import { OutboundBudget } from '../presentation/shared/outbound-queue';
import { SocketDrain } from '../presentation/shared/socket-drain';
import { UpgradeRouter } from '../presentation/shared/upgrade-router';

const providers: Provider[] = [
  ClientAddress,
  ConnectionGuard,
  HeartbeatMonitor,
  OutboundBudget,
  UpgradeRouter,
  SocketDrain,
];

/** What every kind of socket shares: one upgrade router, one guard, one set of bounds. */
@Global()
@Module({ providers, exports: providers })
export class SocketsModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    private readonly router: UpgradeRouter,
    private readonly drain: SocketDrain,
    private readonly host: HttpAdapterHost,
  ) {}

  onApplicationBootstrap(): void {
    const httpServer = this.host.httpAdapter.getHttpServer() as Server;
    this.router.listen(httpServer);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.drain.run();
  }
}
