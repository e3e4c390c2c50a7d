import { Injectable } from '@nestjs/common';
import { guildError } from '../../../domain/guilds';
import type { Message } from '../../../domain/messaging';
import { invalid } from '../../../shared/errors';
import { compareIds, type Id, isId } from '../../../shared/ids';
import type { AccountActor } from '../../shared/actor';
import { ChannelPolicies } from '../channel-policy';
import { DirectChannels } from '../direct/direct-channels';
import { GroupMemberships } from '../groups';
import { ReadMessage } from '../read-message';
import { ReadStates } from '../read-states';

export const RECEIPTS_PAGE_MAX = 100;

export interface ReadReceiptsInput {
  readonly channelId: Id;
  readonly messageId: Id;
  readonly state: 'read' | 'unread';
  /** Only greater user ids. */
  readonly after?: Id;
  readonly limit: number;
}

/** Who of those who may see a message has read it, and who has not. */
@Injectable()
export class ReadReceipts {
  constructor(
    private readonly policies: ChannelPolicies,
    private readonly readMessage: ReadMessage,
    private readonly directChannels: DirectChannels,
    private readonly memberships: GroupMemberships,
    private readonly states: ReadStates,
  ) {}

  /**
   * User ids, ascending; the author is not among them. A bounded number of queries, whatever the number of members.
   * @throws AppError `invalid` for limit or `after`, `wrong_channel_type` where nobody is known to take part, or what
   *   reading the message throws
   */
  async execute(actor: AccountActor, input: ReadReceiptsInput): Promise<readonly Id[]> {
    checkPage(input);
    const message = await this.readMessage.execute(actor, input);
    const readers = await this.readersOf(message);
    const asked = readers.filter(
      (userId) => userId !== message.author?.userId && compareIds(userId, input.after ?? '0') > 0,
    );
    const readUpTo = await this.states.readUpTo(message.channelId, asked);
    const wanted = input.state === 'read';
    return asked.filter((userId) => (readUpTo.get(userId) ?? 0) >= message.seq === wanted).slice(0, input.limit);
  }

  /** Ascending. */
  private async readersOf({ channelId, seq }: Message): Promise<readonly Id[]> {
    const { kind } = await this.policies.of(channelId);
    if (kind === 'group') return this.memberships.readerIds(channelId, seq);
    const pair = kind === 'direct' ? await this.directChannels.recipientsOf(channelId) : undefined;
    if (!pair) throw guildError('wrong_channel_type');
    return pair;
  }
}

function checkPage({ limit, after }: ReadReceiptsInput): void {
  if (!Number.isInteger(limit) || limit < 1 || limit > RECEIPTS_PAGE_MAX) {
    throw invalid('limit', `must be an integer from 1 to ${RECEIPTS_PAGE_MAX}`);
  }
  if (after !== undefined && !isId(after)) throw invalid('after', 'must be an id');
}
