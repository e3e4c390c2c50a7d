import { Injectable } from '@nestjs/common';
import type { Message } from '../../domain/messaging';
import { invalid } from '../../shared/errors';
import type { Id } from '../../shared/ids';
import type { Actor } from '../shared/actor';
import { ChannelPolicies } from './channel-policy';
import { HistoryCounter } from './history-counter';
import { ReadHistory } from './read-history';

/** Whoever wants to go further back names a message instead. */
export const HISTORY_OFFSET_MAX = 10_000;

/** `offset`, `before` and `after` exclude each other. */
export interface PageHistoryInput {
  readonly channelId: Id;
  readonly limit: number;
  /** So many of the newest are left out. */
  readonly offset?: number;
  readonly before?: Id;
  readonly after?: Id;
}

export interface HistoryPage {
  /** Oldest first. */
  readonly messages: readonly Message[];
  /** Of the whole channel, as far as the reader may see it. */
  readonly total: number;
  /** Further ones in the direction of reading: older, or newer with `after`. */
  readonly hasMore: boolean;
}

/** A page of a channel's history by its place in it, with how much there is; what was recalled is there without its content. */
@Injectable()
export class PageHistory {
  constructor(
    private readonly policies: ChannelPolicies,
    private readonly readHistory: ReadHistory,
    private readonly counter: HistoryCounter,
  ) {}

  /** @throws AppError `invalid`, or what the channel's policy refuses with */
  async execute(actor: Actor, input: PageHistoryInput): Promise<HistoryPage> {
    const { channelId, limit, offset = 0, before, after } = input;
    checkOffset(input);
    const policy = await this.policies.of(channelId);
    const { fromSeq: afterSeq } = await policy.requireHistory(actor, channelId);
    const range = { channelId, ...(afterSeq !== undefined && { afterSeq }) };
    const total = await this.counter.count(range);
    const newer = offset === 0 ? undefined : await this.counter.idAt(range, offset - 1);
    if (offset > 0 && newer === undefined) return { messages: [], total, hasMore: false };
    const messages = await this.readHistory.execute(actor, {
      ...{ channelId, before: newer ?? before, after, limit },
      withRecalled: true,
    });
    const edge = after === undefined ? messages[0] : messages.at(-1);
    if (!edge) return { messages, total, hasMore: false };
    const beyond = after === undefined ? { ...range, toSeq: edge.seq - 1 } : { channelId, afterSeq: edge.seq };
    return { messages, total, hasMore: (await this.counter.count(beyond)) > 0 };
  }
}

function checkOffset({ offset = 0, before, after }: PageHistoryInput): void {
  if (!Number.isInteger(offset) || offset < 0 || offset > HISTORY_OFFSET_MAX) {
    throw invalid('offset', `must be an integer from 0 to ${HISTORY_OFFSET_MAX}`);
  }
  if (offset > 0 && (before ?? after) !== undefined) throw invalid('offset', 'excludes before and after');
}
