import { applyDecorators, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiResponse, ApiTags } from '@nestjs/swagger';
import { PersonGuard } from '../shared/authenticated.guard';

const refusal = (code: number, message: string) => ({ schema: { example: { code, message } } });

/** A controller of the dialect for whoever is logged in, with the refusals that all its calls share. */
export const ForPeople = (): ClassDecorator =>
  applyDecorators(
    UseGuards(PersonGuard),
    ApiTags('chat'),
    ApiBearerAuth(),
    ApiResponse({ status: 401, ...refusal(40_001, 'Unauthorized') }),
    ApiResponse({ status: 403, ...refusal(40_003, 'not allowed') }),
    ApiResponse({ status: 404, ...refusal(40_004, 'not found') }),
    ApiResponse({ status: 422, ...refusal(40_022, 'limit must be an integer number') }),
  );

/** The answer to what has nothing to show. */
export interface Done {
  readonly success: true;
  readonly message: string;
}

export const done = (message: string): Done => ({ success: true, message });
