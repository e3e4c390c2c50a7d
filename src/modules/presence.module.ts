import { Module } from '@nestjs/common';
import { PresenceReader, Presences } from '../application/realtime';

/** Who is here: fed by the gateway, read by whoever shows people. */
@Module({
  providers: [Presences, { provide: PresenceReader, useExisting: Presences }],
  exports: [Presences, PresenceReader],
})
export class PresenceModule {}
