import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  HttpStatus,
  Param,
  Patch,
  Post,
  Query,
  Res,
  UseGuards,
} from '@nestjs/common';
import type { APIMessage, APIWebhook } from 'discord-api-types/v10';
import type { FastifyReply } from 'fastify';
import { DeleteWebhook, UpdateWebhook, WebhookAccess } from '../../../application/guilds/webhooks';
import { AcceptsFiles, type Form, FormInput } from '../files/form';
import { discordRoutes } from '../rest/discord-routes';
import { TokenRouteGuard } from './token-route.guard';
import { TokenRoutes, type TokenTarget } from './token-routes';
import { ExecuteWebhookDto, WebhookMessageDto } from './webhook-message.dto';
import { TokenQueryDto, UpdateWebhookByTokenDto } from './webhook.dto';
import { WebhookPresentation } from './webhook-presentation';

interface TokenPath {
  readonly webhook_id: string;
  readonly token: string;
  readonly message_id: string;
}

/** The routes whose path holds the secret: nobody needs an account for them. */
@UseGuards(TokenRouteGuard)
@Controller(discordRoutes('webhooks/:webhook_id/:token'))
export class WebhookTokenController {
  constructor(
    private readonly routes: TokenRoutes,
    private readonly access: WebhookAccess,
    private readonly updateWebhook: UpdateWebhook,
    private readonly deleteWebhook: DeleteWebhook,
    private readonly presentation: WebhookPresentation,
  ) {}

  @Get()
  async readWebhook(@Param() { webhook_id: webhookId, token }: TokenPath): Promise<APIWebhook> {
    return this.presentation.byToken(await this.access.requireToken({ webhookId, token }));
  }

  @Patch()
  async changeWebhook(
    @Param() { webhook_id: webhookId, token }: TokenPath,
    @Body() { name, avatar }: UpdateWebhookByTokenDto,
  ): Promise<APIWebhook> {
    const settings = { name: name ?? undefined, avatar };
    return this.presentation.byToken(await this.updateWebhook.executeByToken({ webhookId, token }, settings));
  }

  @Delete()
  @HttpCode(HttpStatus.NO_CONTENT)
  async removeWebhook(@Param() { webhook_id: webhookId, token }: TokenPath): Promise<void> {
    await this.deleteWebhook.executeByToken({ webhookId, token });
  }

  /** The message with `wait`, else an empty answer. */
  @Post()
  @AcceptsFiles()
  async send(
    @Param() path: TokenPath,
    @Query() query: TokenQueryDto,
    @FormInput(ExecuteWebhookDto) form: Form<ExecuteWebhookDto>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<APIMessage | undefined> {
    const target = targetOf(path, query);
    const handler = this.routes.of(target);
    const message = await handler.send(target, form);
    const isAwaited = query.wait ?? handler.alwaysAnswers;
    reply.status(isAwaited ? HttpStatus.OK : HttpStatus.NO_CONTENT);
    return isAwaited ? message : undefined;
  }

  @Get('messages/:message_id')
  read(@Param() path: TokenPath, @Query() query: TokenQueryDto): Promise<APIMessage> {
    const target = targetOf(path, query);
    return this.routes.of(target).read(target, path.message_id);
  }

  @Patch('messages/:message_id')
  @AcceptsFiles()
  update(
    @Param() path: TokenPath,
    @Query() query: TokenQueryDto,
    @FormInput(WebhookMessageDto) form: Form<WebhookMessageDto>,
  ): Promise<APIMessage> {
    const target = targetOf(path, query);
    return this.routes.of(target).update(target, path.message_id, form);
  }

  @Delete('messages/:message_id')
  @HttpCode(HttpStatus.NO_CONTENT)
  remove(@Param() path: TokenPath, @Query() query: TokenQueryDto): Promise<void> {
    const target = targetOf(path, query);
    return this.routes.of(target).remove(target, path.message_id);
  }
}

const targetOf = (
  { webhook_id: id, token }: TokenPath,
  { thread_id: threadId, with_components: withComponents }: TokenQueryDto,
): TokenTarget => ({
  ...{ id, token },
  ...(threadId !== undefined && { threadId }),
  ...(withComponents !== undefined && { withComponents }),
});
