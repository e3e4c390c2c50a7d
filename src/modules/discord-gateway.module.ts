import { Module } from '@nestjs/common';
import {
  GatewaySessions,
  IdentifyLimits,
  OpenGatewaySession,
  ResumeGatewaySession,
} from '../application/realtime/gateway';
import { GatewayAddress } from '../presentation/discord/gateway/connection/gateway-address';
import { GatewayController } from '../presentation/discord/gateway/connection/gateway.controller';
import { GatewayHeartbeats } from '../presentation/discord/gateway/connection/gateway-heartbeats';
import { GatewayRoute } from '../presentation/discord/gateway/connection/gateway.route';
import { GatewayServices } from '../presentation/discord/gateway/connection/gateway-services';
import { GatewayEventsModule } from './gateway-events.module';
import { GuildsModule } from './guilds.module';

/** The gateway: sockets, their sessions and what these are told. */
@Module({
  imports: [GuildsModule, GatewayEventsModule],
  controllers: [GatewayController],
  providers: [
    GatewaySessions,
    IdentifyLimits,
    OpenGatewaySession,
    ResumeGatewaySession,
    GatewayAddress,
    GatewayHeartbeats,
    GatewayServices,
    GatewayRoute,
  ],
})
export class DiscordGatewayModule {}
