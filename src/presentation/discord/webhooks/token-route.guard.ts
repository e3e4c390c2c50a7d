import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { TokenRoutes } from './token-routes';

/** Lets through whoever has a valid token in the path, before anything of the body is read. */
@Injectable()
export class TokenRouteGuard implements CanActivate {
  constructor(private readonly routes: TokenRoutes) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { params } = context.switchToHttp().getRequest<FastifyRequest<{ Params: Record<string, string> }>>();
    const target = { id: params.webhook_id ?? '', token: params.token ?? '' };
    await this.routes.of(target).authorize(target);
    return true;
  }
}
