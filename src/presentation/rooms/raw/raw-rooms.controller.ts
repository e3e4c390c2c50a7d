import { Controller, Get, Param, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../../../shared/errors';
import { ConnectionGuard } from '../../shared/connection-guard';
import { abandon, RawRoomsRoute } from './raw-rooms.route';

/**
 * A browser never sees why an upgrade was refused. A plain GET of the same URL answers the refusal as JSON, or 426 when
 * the upgrade would have been let through.
 */
@ApiExcludeController()
@Controller('ws/rooms')
export class RawRoomsController {
  constructor(
    private readonly route: RawRoomsRoute,
    private readonly guard: ConnectionGuard,
  ) {}

  @Get(':room_id')
  async explain(@Param('room_id') roomId: string, @Req() request: FastifyRequest): Promise<never> {
    this.guard.check(request.raw);
    const query = new URLSearchParams(request.raw.url?.split('?')[1] ?? '');
    abandon(await this.route.requireAdmission(roomId, query));
    throw new AppError('invalid', 'upgrade_required', 'This path speaks WebSocket only');
  }
}
