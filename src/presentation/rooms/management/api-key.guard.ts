import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { OperatorKey } from '../../../application/identity';
import { AppError } from '../../../shared/errors';

const API_KEY_HEADER = 'x-api-key';

/** Lets operators through: whoever sends the key. */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  constructor(private readonly key: OperatorKey) {}

  canActivate(context: ExecutionContext): boolean {
    const candidate = context.switchToHttp().getRequest<FastifyRequest>().headers[API_KEY_HEADER];
    if (typeof candidate === 'string' && this.key.matches(candidate)) return true;
    throw new AppError('unauthenticated', 'unauthenticated', 'Unauthorized: Invalid API Key');
  }
}
