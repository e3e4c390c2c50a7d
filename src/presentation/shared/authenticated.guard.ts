import { createParamDecorator, type ExecutionContext, Injectable } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { AccessTokens } from '../../application/identity';
import type { AccountActor } from '../../application/shared/actor';
import { identityError } from '../../domain/identity';
import { assert } from '../../shared/assert';
import { ACCESS_TOKEN_STRATEGY, type TokenOptions } from './access-token.strategy';

const actors = new WeakMap<object, AccountActor>();

/** Lets through whoever has a valid token, a person's or a bot's; use with `@UseGuards`. */
@Injectable()
export class AuthenticatedGuard extends AuthGuard(ACCESS_TOKEN_STRATEGY) {
  constructor(private readonly tokens: AccessTokens) {
    super();
  }

  override getAuthenticateOptions(context: ExecutionContext): TokenOptions {
    return { resolve: (token) => this.resolve(token, requestOf(context)) };
  }

  override handleRequest<Actor>(error: unknown, actor: Actor | false | null): Actor {
    if (error instanceof Error) throw error;
    if (!actor) throw identityError('missing_token');
    return actor;
  }

  private async resolve(token: string, request: FastifyRequest): Promise<AccountActor> {
    const actor = await this.tokens.resolve(token);
    actors.set(request.raw, actor);
    return actor;
  }
}

/** Lets through people only, for the dialects that bots do not speak. */
@Injectable()
export class PersonGuard extends AuthenticatedGuard {
  override handleRequest<Actor>(error: unknown, actor: Actor | false | null): Actor {
    const person = super.handleRequest(error, actor);
    if (typeof person === 'object' && person !== null && 'applicationId' in person) throw identityError('bots_cannot');
    return person;
  }
}

const requestOf = (context: ExecutionContext): FastifyRequest => context.switchToHttp().getRequest<FastifyRequest>();

/** Who calls; undefined before the guard has let the call through. */
export const actorOf = (request: FastifyRequest): AccountActor | undefined => actors.get(request.raw);

/** Parameter: on whose behalf the call is made. Needs {@link AuthenticatedGuard}. */
export const CurrentActor = createParamDecorator((_data: unknown, context: ExecutionContext): AccountActor => {
  const actor = actorOf(requestOf(context));
  assert(actor, 'a handler with an actor needs the guard');
  return actor;
});
