import { Injectable } from '@nestjs/common';
import type { Message } from '../../domain/messaging';
import { invalid } from '../../shared/errors';
import type { Actor } from '../shared/actor';
import { ChannelPolicies } from './channel-policy';
import { HISTORY_PAGE_MAX, type HistoryQuery, MessageReader } from './message.reader';

/** As {@link HistoryQuery}; from where it begins is the policy's to say. */
export type ReadHistoryInput = Omit<HistoryQuery, 'fromSeq'>;

const boundNames = ['before', 'after', 'around'] as const;

/** A page of a channel's history, oldest first, without tombstones. */
@Injectable()
export class ReadHistory {
  constructor(
    private readonly policies: ChannelPolicies,
    private readonly reader: MessageReader,
  ) {}

  /** @throws AppError `invalid` for a limit outside 1-100 or two bounds at once, or what the policy refuses with. */
  async execute(actor: Actor, query: ReadHistoryInput): Promise<readonly Message[]> {
    if (!Number.isInteger(query.limit) || query.limit < 1 || query.limit > HISTORY_PAGE_MAX) {
      throw invalid('limit', `limit must be an integer from 1 to ${HISTORY_PAGE_MAX}`);
    }
    const bounds = boundNames.filter((name) => query[name] !== undefined);
    if (bounds.length > 1) throw invalid(bounds[0], `${bounds.join(' and ')} exclude each other`);
    const policy = await this.policies.of(query.channelId);
    const { fromSeq } = await policy.requireHistory(actor, query.channelId);
    return this.reader.page({ ...query, fromSeq });
  }
}
