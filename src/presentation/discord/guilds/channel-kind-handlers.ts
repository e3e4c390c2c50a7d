import { Injectable } from '@nestjs/common';
import type { APIChannel } from 'discord-api-types/v10';
import { GuildDirectory } from '../../../application/guilds';
import type { AccountActor } from '../../../application/shared/actor';
import { guildError } from '../../../domain/guilds';
import { type Id, isId } from '../../../shared/ids';

/** `direct` is whatever is no guild's: conversations of two, and ids that nobody knows. */
export type ChannelHandlerKind = 'guild_channel' | 'thread' | 'direct';

/** What `/channels/{id}` does for one kind of channel; an unknown id is refused with `unknown_channel`. */
export interface ChannelKindHandler {
  read(actor: AccountActor, channelId: Id): Promise<APIChannel>;
  /** @param body as it came in; checked here, because each kind has fields of its own */
  update(actor: AccountActor, channelId: Id, body: unknown, reason?: string): Promise<APIChannel>;
  /** Answers the channel as it was. */
  remove(actor: AccountActor, channelId: Id, reason?: string): Promise<APIChannel>;
}

/** Who serves `/channels/{id}`; the modules register a handler for each kind when they start. */
@Injectable()
export class ChannelKindHandlers {
  private readonly handlers = new Map<ChannelHandlerKind, ChannelKindHandler>();

  constructor(private readonly guilds: GuildDirectory) {}

  register(kind: ChannelHandlerKind, handler: ChannelKindHandler): void {
    this.handlers.set(kind, handler);
  }

  /** @throws AppError `unknown_channel` for what is no id, or of a kind that nobody serves */
  async of(channelId: Id): Promise<ChannelKindHandler> {
    const handler = isId(channelId) ? this.handlers.get(await this.kindOf(channelId)) : undefined;
    if (!handler) throw guildError('unknown_channel');
    return handler;
  }

  private async kindOf(channelId: Id): Promise<ChannelHandlerKind> {
    const place = await this.guilds.placeOf(channelId);
    if (!place) return 'direct';
    return place.isThread ? 'thread' : 'guild_channel';
  }
}
