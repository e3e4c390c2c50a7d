import { type CanActivate, createParamDecorator, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AccessTokens } from '../../application/identity';
import type { AccountActor } from '../../application/shared/actor';
import { invalidToken } from '../../domain/identity';
import { assert } from '../../shared/assert';

const people = new WeakMap<object, AccountActor>();
const scheme = /^Bearer\s+/i;

/** Lets through whoever has a person's token, in the `Authorization` header or as `?token=`. */
@Injectable()
export class PeopleGuard implements CanActivate {
  constructor(private readonly tokens: AccessTokens) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = requestOf(context);
    const actor = await this.tokens.resolve(tokenOf(request));
    if (actor.applicationId !== undefined) throw invalidToken();
    people.set(request.raw, actor);
    return true;
  }
}

const requestOf = (context: ExecutionContext): FastifyRequest => context.switchToHttp().getRequest<FastifyRequest>();

/** @throws AppError `invalid_token` */
function tokenOf({ headers: { authorization }, query }: FastifyRequest): string {
  const { token } = query as { readonly token?: unknown };
  const text = authorization?.replace(scheme, '').trim() ?? token;
  if (typeof text !== 'string' || text === '') throw invalidToken();
  return text;
}

/** Parameter: on whose behalf the call is made. Needs {@link PeopleGuard}. */
export const CurrentPerson = createParamDecorator((_data: unknown, context: ExecutionContext): AccountActor => {
  const actor = people.get(requestOf(context).raw);
  assert(actor, 'a handler with a person needs the guard');
  return actor;
});
