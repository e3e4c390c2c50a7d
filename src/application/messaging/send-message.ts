import { Injectable } from '@nestjs/common';
import { guildError } from '../../domain/guilds';
import {
  checkDraft,
  type Message,
  MESSAGE_ATTACHMENTS_MAX,
  type MessageDraft,
  type MessageOrigin,
  NONCE_LENGTH_MAX,
} from '../../domain/messaging';
import { invalid } from '../../shared/errors';
import type { Id } from '../../shared/ids';
import { codePointLength, isStorableText } from '../../shared/text';
import { UploadedFiles } from '../files';
import type { Actor } from '../shared/actor';
import { Metrics } from '../shared/metrics';
import { ChannelPolicies, type MessageParts, ONLY_TEXT } from './channel-policy';
import { MessageComposer } from './message-composer';
import { type Appended, MessageWriter, type NewMessage } from './message-writer';
import { MessageNotices } from './notifications/message-notices';

export interface SendMessageInput extends MessageDraft {
  readonly channelId: Id;
  /** Files that the sender uploaded before with `StoreFile`; each is in one message only. */
  readonly attachmentIds?: readonly Id[];
  /** Idempotency key, 1-64 characters: the same one again within 24 h returns the first message. */
  readonly nonce?: string;
  /** Only told with the event; see `MessageCreated`. */
  readonly echoNonce?: string | number;
  readonly origin?: MessageOrigin;
}

/** A send that the writer has taken; `committed` resolves after the commit. */
export interface AcceptedSend {
  readonly committed: Promise<Appended>;
}

/** The one send of every dialect and every kind of channel. */
@Injectable()
export class SendMessage {
  constructor(
    private readonly policies: ChannelPolicies,
    private readonly composer: MessageComposer,
    private readonly writer: MessageWriter,
    private readonly metrics: Metrics,
    private readonly uploads: UploadedFiles,
    private readonly messageNotices: MessageNotices,
  ) {}

  /** Resolves after the commit. @throws AppError of the content, the channel's policy or the writer. */
  async execute(actor: Actor, input: SendMessageInput): Promise<Message> {
    const accepted = await this.start(actor, input);
    const { message } = await accepted.committed;
    return message;
  }

  /**
   * Resolves once the message stands in the writer's queue: a socket may then read its next frame and sends of one
   * socket still commit in order.
   */
  async start(actor: Actor, input: SendMessageInput): Promise<AcceptedSend> {
    const startedAt = performance.now();
    checkNonce(input.nonce);
    const draft = await this.withUploads(actor, ofSender(actor, input));
    checkDraft(draft);
    const committed = this.writer.append(await this.permitted(actor, input, draft));
    committed.then(
      () => this.metrics.messageSent((performance.now() - startedAt) / 1_000),
      () => undefined,
    );
    return { committed };
  }

  /** Refuses what may not be sent before files of it are stored. @throws AppError of the channel's policy */
  async requireFiles(actor: Actor, input: SendMessageInput): Promise<void> {
    const policy = await this.policies.of(input.channelId);
    await policy.requireSend(actor, input.channelId, { ...partsOf(input), hasAttachments: true });
  }

  /** A file that was sent already is let through: the writer knows whether this is the same send again. */
  private async withUploads(actor: Actor, input: SendMessageInput): Promise<MessageDraft> {
    const { attachmentIds = [], attachments = [] } = input;
    if (attachmentIds.length === 0) return input;
    if (attachmentIds.length > MESSAGE_ATTACHMENTS_MAX) throw guildError('attachments_max');
    const own = actor.kind === 'account' ? await this.uploads.own(actor.userId, attachmentIds) : [];
    const found = attachmentIds.map((id) => own.find((one) => one.id === id));
    if (found.some((one) => one === undefined)) throw guildError('unknown_attachment');
    return { ...input, attachments: [...attachments, ...found.filter((one) => one !== undefined)] };
  }

  private async permitted(actor: Actor, input: SendMessageInput, draft: MessageDraft): Promise<NewMessage> {
    const { channelId, nonce, echoNonce, origin } = input;
    const policy = await this.policies.of(channelId);
    const { mentions, fromSeq, ...grant } = await policy.requireSend(actor, channelId, partsOf(draft));
    const { details, ...composed } = await this.composer.compose(draft, { channelId, mentions, fromSeq });
    const notices = await this.messageNotices.of(policy, { channelId, author: grant.author, details });
    const applicationId = draft.components?.length ? applicationOf(actor) : undefined;
    return {
      ...{ channelId, nonce, ...composed, ...grant },
      ...(notices.length > 0 && { notices }),
      ...(echoNonce !== undefined && { echoNonce }),
      ...(origin && { origin }),
      ...(details && { details: { ...details, ...(applicationId !== undefined && { applicationId }) } }),
    };
  }
}

const applicationOf = (actor: Actor): Id | undefined => (actor.kind === 'account' ? actor.applicationId : undefined);

/** Components come from applications only: nobody else could answer a click. */
function ofSender(actor: Actor, input: SendMessageInput): SendMessageInput {
  if (!input.components?.length || applicationOf(actor) !== undefined) return input;
  return { ...input, components: [] };
}

/** What of a draft needs a permission of its own. */
export function partsOf(draft: MessageDraft): MessageParts {
  const parts: MessageParts = {
    hasEmbeds: (draft.embeds ?? []).length > 0,
    hasAttachments: (draft.attachments ?? []).length > 0,
    isReply: draft.reference !== undefined,
    tts: draft.tts === true,
  };
  return Object.values(parts).some(Boolean) ? parts : ONLY_TEXT;
}

function checkNonce(nonce: string | undefined): void {
  if (nonce === undefined) return;
  const length = codePointLength(nonce);
  if (length < 1 || length > NONCE_LENGTH_MAX || !isStorableText(nonce)) {
    throw invalid('nonce', `nonce must be 1-${NONCE_LENGTH_MAX} characters`);
  }
}
