import { Injectable } from '@nestjs/common';
import { guildError } from '../../../domain/guilds';
import { MESSAGE_CONTENT_MAX } from '../../../domain/messaging';
import { invalid } from '../../../shared/errors';
import type { Id } from '../../../shared/ids';
import { codePointLength, isStorableText } from '../../../shared/text';
import type { AccountActor } from '../../shared/actor';
import { Clock } from '../../shared/clock';
import { UnitOfWork } from '../../shared/unit-of-work';
import { ChannelPolicies } from '../channel-policy';
import { type ConversationSettings, ConversationSettingsRepository } from './conversation-settings.repository';

/** A draft is a message that was not sent yet. */
export const DRAFT_LENGTH_MAX = MESSAGE_CONTENT_MAX;

export interface UpdateConversationInput {
  readonly channelId: Id;
  /** Absent parts stay as they are. */
  readonly isPinned?: boolean;
  readonly isMuted?: boolean;
  /** Null or empty: none any longer. */
  readonly draft?: string | null;
}

/** How somebody keeps a conversation, on all devices: pinned, muted, with something half written. */
@Injectable()
export class UpdateConversation {
  constructor(
    private readonly policies: ChannelPolicies,
    private readonly settings: ConversationSettingsRepository,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `invalid` for the draft, `wrong_channel_type`, or what the channel's policy refuses with */
  async execute(actor: AccountActor, input: UpdateConversationInput): Promise<ConversationSettings> {
    const { channelId, isPinned, isMuted, draft } = input;
    checkDraft(draft ?? '');
    const policy = await this.policies.of(channelId);
    await policy.requireHistory(actor, channelId);
    if (policy.kind === 'guild') throw guildError('wrong_channel_type');
    const changes = {
      ...(isPinned !== undefined && { isPinned }),
      ...(isMuted !== undefined && { isMuted }),
      ...(draft !== undefined && { draft: draft ?? '' }),
    };
    return this.uow.run(() => this.settings.change(actor.userId, channelId, changes, this.clock.nowMs()));
  }
}

function checkDraft(draft: string): void {
  if (codePointLength(draft) > DRAFT_LENGTH_MAX) {
    throw invalid('draft', `must have at most ${DRAFT_LENGTH_MAX} characters`);
  }
  if (!isStorableText(draft)) throw invalid('draft', 'must not contain U+0000 or lone surrogates');
}
