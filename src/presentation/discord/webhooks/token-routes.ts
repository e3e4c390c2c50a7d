import { Injectable } from '@nestjs/common';
import type { APIMessage } from 'discord-api-types/v10';
import { guildError } from '../../../domain/guilds';
import type { Id } from '../../../shared/ids';
import type { Form } from '../files/form';
import type { ExecuteWebhookDto, WebhookMessageDto } from './webhook-message.dto';

/** Whose message it is: a webhook's, or an application's that answers an interaction. */
export interface TokenTarget {
  /** Of the webhook or the application. */
  readonly id: Id;
  readonly token: string;
  /** The thread of the channel in which the message stands. */
  readonly threadId?: Id;
  /** Whether components go out although nobody would answer a click. */
  readonly withComponents?: boolean;
}

/** What stands in a path instead of the id of an interaction's first answer. */
export const ORIGINAL_MESSAGE = '@original';

/** What `/webhooks/{id}/{token}` does for one kind of token. No call carries an `Authorization` header. */
export interface TokenRouteHandler {
  /** Whether a new message is answered also without `wait`. */
  readonly alwaysAnswers: boolean;
  /** Whether the token has the form of this kind; tells nothing about whether it is valid. */
  claims(target: TokenTarget): boolean;
  /** @throws AppError for a token that is not valid; asked before a body is read */
  authorize(target: TokenTarget): Promise<void>;
  send(target: TokenTarget, form: Form<ExecuteWebhookDto>): Promise<APIMessage>;
  /** @param messageId an id, or {@link ORIGINAL_MESSAGE} */
  read(target: TokenTarget, messageId: string): Promise<APIMessage>;
  update(target: TokenTarget, messageId: string, form: Form<WebhookMessageDto>): Promise<APIMessage>;
  remove(target: TokenTarget, messageId: string): Promise<void>;
}

/** Who serves the routes with a token; the modules register a handler for each kind when they start. */
@Injectable()
export class TokenRoutes {
  private readonly handlers: TokenRouteHandler[] = [];
  private fallback?: TokenRouteHandler;

  register(handler: TokenRouteHandler): void {
    this.handlers.push(handler);
  }

  /** Who serves what no other kind of token claims. */
  fallBackTo(handler: TokenRouteHandler): void {
    this.fallback = handler;
  }

  /** @throws AppError `unknown_webhook` when no kind of token has this form */
  of(target: TokenTarget): TokenRouteHandler {
    const handler = this.handlers.find((one) => one.claims(target)) ?? this.fallback;
    if (!handler) throw guildError('unknown_webhook');
    return handler;
  }
}
