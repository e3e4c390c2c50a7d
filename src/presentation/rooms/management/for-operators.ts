import { applyDecorators, UseGuards } from '@nestjs/common';
import { ApiResponse, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { ApiKeyGuard } from './api-key.guard';

const errorSchema = (error: string) => ({ schema: { example: { error } } });

/** A controller of the management API: needs the API key, refuses in the rooms' form. */
export const ForOperators = (): ClassDecorator =>
  applyDecorators(
    UseGuards(ApiKeyGuard),
    ApiTags('rooms'),
    ApiSecurity('operator'),
    ApiResponse({ status: 400, ...errorSchema('room_name must not be empty') }),
    ApiResponse({ status: 401, ...errorSchema('Unauthorized: Invalid API Key') }),
  );

/** Added where a room is named. */
export const OfOneRoom = (): MethodDecorator =>
  applyDecorators(ApiResponse({ status: 404, ...errorSchema('Room 42 not found') }));
