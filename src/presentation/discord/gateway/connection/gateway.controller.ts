import { Controller, Get, Req, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { RESTGetAPIGatewayBotResult, RESTGetAPIGatewayResult } from 'discord-api-types/v10';
import type { FastifyRequest } from 'fastify';
import { GuildReader } from '../../../../application/guilds';
import { IdentifyLimits } from '../../../../application/realtime/gateway';
import type { AccountActor } from '../../../../application/shared/actor';
import { AuthenticatedGuard, CurrentActor } from '../../../shared/authenticated.guard';
import { discordRoutes } from '../../rest/discord-routes';
import { GatewayAddress } from './gateway-address';

/** With more guilds than this for each shard a bot is advised to have more shards. */
export const GUILDS_PER_SHARD_ADVISED = 1_000;

@ApiTags('discord gateway')
@Controller(discordRoutes('gateway'))
export class GatewayController {
  constructor(
    private readonly address: GatewayAddress,
    private readonly limits: IdentifyLimits,
    private readonly guilds: GuildReader,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Where the gateway is' })
  gateway(@Req() request: FastifyRequest): RESTGetAPIGatewayResult {
    return { url: this.urlFor(request) };
  }

  @Get('bot')
  @UseGuards(AuthenticatedGuard)
  @ApiBearerAuth()
  @ApiOperation({ summary: 'Where the gateway is, how many shards to start and how fast' })
  async gatewayForBot(
    @CurrentActor() { userId }: AccountActor,
    @Req() request: FastifyRequest,
  ): Promise<RESTGetAPIGatewayBotResult> {
    const memberships = await this.guilds.membershipsOf(userId);
    const { total, remaining, resetAfterMs, maxConcurrency } = this.limits.of(userId);
    return {
      url: this.urlFor(request),
      shards: Math.max(1, Math.ceil(memberships.length / GUILDS_PER_SHARD_ADVISED)),
      session_start_limit: { total, remaining, reset_after: resetAfterMs, max_concurrency: maxConcurrency },
    };
  }

  private urlFor(request: FastifyRequest): string {
    return this.address.of(request.host, request.protocol === 'https');
  }
}
