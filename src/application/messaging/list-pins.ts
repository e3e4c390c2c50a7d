import { Injectable } from '@nestjs/common';
import type { Message } from '../../domain/messaging';
import { invalid } from '../../shared/errors';
import type { Id } from '../../shared/ids';
import type { Actor } from '../shared/actor';
import { ChannelPolicies } from './channel-policy';
import { MessageReader } from './message.reader';

export const PINS_PAGE_MAX = 50;

export interface ListPinsInput {
  readonly channelId: Id;
  /** Pinned before this time. */
  readonly beforeMs?: number;
  readonly limit: number;
}

export interface PinsPage {
  readonly messages: readonly Message[];
  readonly hasMore: boolean;
}

/** A channel's pinned messages, the newest pin in front. */
@Injectable()
export class ListPins {
  constructor(
    private readonly policies: ChannelPolicies,
    private readonly reader: MessageReader,
  ) {}

  /** @throws AppError `invalid` for a limit outside 1-50, or what the channel's policy refuses with */
  async execute(actor: Actor, { channelId, beforeMs, limit }: ListPinsInput): Promise<PinsPage> {
    if (!Number.isInteger(limit) || limit < 1 || limit > PINS_PAGE_MAX) {
      throw invalid('limit', `must be an integer from 1 to ${PINS_PAGE_MAX}`);
    }
    const policy = await this.policies.of(channelId);
    const { fromSeq } = await policy.requireHistory(actor, channelId);
    const found = await this.reader.pins({ channelId, beforeMs, fromSeq, limit: limit + 1 });
    return { messages: found.slice(0, limit), hasMore: found.length > limit };
  }
}
