import { Controller, Get, Header, HttpStatus, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CheckReadiness, type Readiness } from '../../../application/operations/check-readiness';
import { ServerInfo } from '../../../application/operations/server-info';
import { Clock } from '../../../application/shared/clock';
import { ConnectionGuard } from '../../shared/connection-guard';
import { chatRoutes } from '../routes';

type Health = 'healthy' | 'unhealthy';

interface PresentedHealth {
  readonly status: Health | 'disabled';
  readonly timestamp: string;
  readonly version: string;
}

interface PresentedServices {
  readonly database: Health;
  readonly redis: Health | 'disabled';
  readonly websocket: { readonly status: Health; readonly active_connections: number };
}

/** Health as the dialect's monitors read it; load balancers ask `/health/ready`. */
@ApiTags('chat')
@Controller()
export class ChatHealthController {
  constructor(
    private readonly checkReadiness: CheckReadiness,
    private readonly connections: ConnectionGuard,
    private readonly server: ServerInfo,
    private readonly clock: Clock,
  ) {}

  @Get(chatRoutes('health', 'health'))
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'Everything the server needs, part by part' })
  @ApiResponse({ status: 503, description: 'A needed part does not answer' })
  async all(
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PresentedHealth & { services: PresentedServices }> {
    const readiness = await this.checkReadiness.execute();
    const services: PresentedServices = {
      database: healthOf(readiness, 'database') ?? 'unhealthy',
      redis: healthOf(readiness, 'redis') ?? 'disabled',
      websocket: { status: 'healthy', active_connections: this.connections.connections },
    };
    return { ...this.answer(reply, readiness.status === 'ok' ? 'healthy' : 'unhealthy'), services };
  }

  @Get(chatRoutes('health/db', 'health/db'))
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'Whether the database answers' })
  async database(@Res({ passthrough: true }) reply: FastifyReply): Promise<PresentedHealth> {
    return this.answer(reply, healthOf(await this.checkReadiness.execute(), 'database') ?? 'unhealthy');
  }

  @Get(chatRoutes('health/redis', 'health/redis'))
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'Whether Redis answers; `disabled` when none is used' })
  async redis(@Res({ passthrough: true }) reply: FastifyReply): Promise<PresentedHealth> {
    return this.answer(reply, healthOf(await this.checkReadiness.execute(), 'redis') ?? 'disabled');
  }

  private answer(reply: FastifyReply, status: PresentedHealth['status']): PresentedHealth {
    if (status === 'unhealthy') reply.status(HttpStatus.SERVICE_UNAVAILABLE);
    return { status, timestamp: new Date(this.clock.nowMs()).toISOString(), version: this.server.version };
  }
}

/** Undefined when no such part is used. */
function healthOf({ checks }: Readiness, part: string): Health | undefined {
  const result = checks[part];
  if (result === undefined) return undefined;
  return result === 'ok' ? 'healthy' : 'unhealthy';
}
