import { applyDecorators, UseGuards } from '@nestjs/common';
import { ApiResponse, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { PeopleGuard } from './people.guard';

const problems = [{ field: 'content', message: 'must not be empty' }];
const errorSchema = (error: string) => ({ schema: { example: { error } } });

/** Documents a controller of this dialect. */
export const ImController = (): ClassDecorator =>
  applyDecorators(
    ApiTags('im'),
    ApiResponse({ status: 400, schema: { example: { error: 'Invalid request data', fields: problems } } }),
  );

/** A controller that needs the token of a person. */
export const ForPeople = (): ClassDecorator =>
  applyDecorators(
    ImController(),
    UseGuards(PeopleGuard),
    ApiSecurity('account'),
    ApiResponse({ status: 401, ...errorSchema('Invalid or expired token') }),
  );

/** Documents a refusal of one call. */
export const Refuses = (status: number, error: string): MethodDecorator =>
  applyDecorators(ApiResponse({ status, ...errorSchema(error) }));
