import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { LiveInteractions } from '../../../application/messaging/interactions/live-interactions';
import { guildError } from '../../../domain/guilds';

/** Lets through whoever has the token of an interaction, before anything of the body is read. */
@Injectable()
export class InteractionTokenGuard implements CanActivate {
  constructor(private readonly live: LiveInteractions) {}

  canActivate(context: ExecutionContext): boolean {
    const { params } = context.switchToHttp().getRequest<FastifyRequest<{ Params: Record<string, string> }>>();
    const live = this.live.find(params.interaction_token ?? '');
    if (live?.interaction.id !== params.interaction_id) throw guildError('unknown_interaction');
    return true;
  }
}
