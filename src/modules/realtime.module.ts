import {
  type BeforeApplicationShutdown,
  Global,
  Module,
  type OnApplicationBootstrap,
  type Provider,
} from '@nestjs/common';
import { ChannelKinds, MessageReader } from '../application/messaging';
import { ChannelHub, HeadWatch, MessageFanOut } from '../application/realtime';
import { TypeOrmChannelKinds } from '../infrastructure/persistence/messaging/typeorm-channel-kinds';
import { TypeOrmMessageReader } from '../infrastructure/persistence/messaging/typeorm-message.reader';

const providers: Provider[] = [
  ChannelHub,
  MessageFanOut,
  HeadWatch,
  { provide: MessageReader, useClass: TypeOrmMessageReader },
  { provide: ChannelKinds, useClass: TypeOrmChannelKinds },
];

/** What channels have in common below their policies: history and the fan-out to sockets. */
@Global()
@Module({ providers, exports: providers })
export class RealtimeModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(private readonly headWatch: HeadWatch) {}

  onApplicationBootstrap(): void {
    this.headWatch.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.headWatch.stop();
  }
}
