import { Controller, Get, Header, HttpStatus, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CheckReadiness } from '../../application/operations/check-readiness';

@ApiTags('operations')
@Controller('health')
export class HealthController {
  constructor(private readonly checkReadiness: CheckReadiness) {}

  @Get('live')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'The process runs and answers' })
  @ApiResponse({ status: 200, schema: { example: { status: 'ok' } } })
  live(): object {
    return { status: 'ok' };
  }

  @Get('ready')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'Everything the server needs answers, and it is not stopping' })
  @ApiResponse({ status: 200, schema: { example: { status: 'ok', checks: { database: 'ok' } } } })
  @ApiResponse({ status: 503, schema: { example: { status: 'error', checks: { database: 'unreachable' } } } })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const readiness = await this.checkReadiness.execute();
    if (readiness.status !== 'ok') reply.status(HttpStatus.SERVICE_UNAVAILABLE);
    return readiness;
  }
}
