import { Module, type Provider } from '@nestjs/common';
import { LastSeen, ListOnlineUsers, PresenceReader, Presences, ReadPresences } from '../application/realtime';
import { TypeOrmLastSeen } from '../infrastructure/persistence/realtime/typeorm-last-seen';

const providers: Provider[] = [
  Presences,
  ListOnlineUsers,
  ReadPresences,
  { provide: PresenceReader, useExisting: Presences },
  { provide: LastSeen, useClass: TypeOrmLastSeen },
];

/** Who is here and who was when: fed by sockets of every dialect, read by whoever shows people. */
@Module({ providers, exports: providers })
export class PresenceModule {}
