import { Module, type OnModuleInit } from '@nestjs/common';
import { APP_INTERCEPTOR, HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { discordHttpErrors } from '../presentation/discord/errors';
import { InvalidRequests } from '../presentation/discord/limits/invalid-requests';
import { RateLimitInterceptor } from '../presentation/discord/limits/rate-limit.interceptor';
import { HttpErrorPresenters } from '../presentation/shared/http-error-presenters';
import { DiscordFilesModule } from './discord-files.module';
import { DiscordGatewayModule } from './discord-gateway.module';
import { DiscordGuildsModule } from './discord-guilds.module';
import { DiscordIdentityModule } from './discord-identity.module';
import { DiscordInteractionsModule } from './discord-interactions.module';
import { DiscordMembersModule } from './discord-members.module';
import { DiscordMessagesModule } from './discord-messages.module';
import { DiscordThreadsModule } from './discord-threads.module';

/** The Discord-style REST API and gateway. */
@Module({
  imports: [
    DiscordIdentityModule,
    DiscordGuildsModule,
    DiscordMembersModule,
    DiscordMessagesModule,
    DiscordFilesModule,
    DiscordThreadsModule,
    DiscordInteractionsModule,
    DiscordGatewayModule,
  ],
  providers: [InvalidRequests, { provide: APP_INTERCEPTOR, useClass: RateLimitInterceptor }],
})
export class DiscordDialectModule implements OnModuleInit {
  constructor(
    private readonly errors: HttpErrorPresenters,
    private readonly invalidRequests: InvalidRequests,
    private readonly host: HttpAdapterHost,
  ) {}

  onModuleInit(): void {
    this.errors.register('discord', discordHttpErrors);
    this.invalidRequests.watch(this.host.httpAdapter.getInstance<FastifyInstance>());
  }
}
