import { Injectable } from '@nestjs/common';
import { guildError } from '../../domain/guilds';
import {
  type AllowedMentions,
  type Attachment,
  checkDraft,
  checkEntries,
  entryOf,
  FORWARD_MAX,
  type Forwarded,
  forwardedOf,
  type Message,
  type MessageDraft,
  NONCE_LENGTH_MAX,
  transcriptOf,
} from '../../domain/messaging';
import type { UserProfile } from '../../domain/identity';
import { invalid } from '../../shared/errors';
import type { Id } from '../../shared/ids';
import { codePointLength } from '../../shared/text';
import { type AttachmentCopy, UploadedFiles } from '../files';
import { UserDirectory } from '../identity';
import type { AccountActor } from '../shared/actor';
import { IdGenerator } from '../shared/id-generator';
import { LocateMessage } from './locate-message';
import { type AcceptedSend, SendMessage } from './send-message';

export interface ForwardMessagesInput {
  /** In the order in which they are sent. */
  readonly messageIds: readonly Id[];
  readonly toChannelId: Id;
  /** One message for each, or one that holds them all. */
  readonly mode: 'each' | 'merged';
  /** As of a send; of several messages each has its own, made of it. */
  readonly nonce?: string;
}

/** `:` and the place of a message among those of one nonce. */
const NONCE_SUFFIX_MAX = 3;
/** What others said notifies nobody a second time. */
const NO_MENTIONS: AllowedMentions = {
  parse: new Set(),
  userIds: new Set(),
  roleIds: new Set(),
  repliedUser: false,
};

/** Says again elsewhere what somebody may read: all of it or, when one message is not for them to read, nothing. */
@Injectable()
export class ForwardMessages {
  constructor(
    private readonly locate: LocateMessage,
    private readonly users: UserDirectory,
    private readonly uploads: UploadedFiles,
    private readonly ids: IdGenerator,
    private readonly sendMessage: SendMessage,
  ) {}

  /**
   * The bytes of files are not copied: the new messages have attachments of their own that share them.
   * @returns the new messages, in order
   * @throws AppError `unknown_message`, `system_message`, `invalid`, `too_long`, `attachments_max`, and as sending does
   */
  async execute(actor: AccountActor, input: ForwardMessagesInput): Promise<readonly Message[]> {
    checkInput(input);
    const originals = await this.locate.many(actor, input.messageIds);
    if (originals.some(({ kind }) => kind !== 'text')) throw guildError('system_message');
    const names = await this.namesOf(originals);
    const drafts = input.mode === 'each' ? originals.map((one) => single(one, names)) : [merged(originals, names)];
    for (const draft of drafts) checkDraft(draft);
    return this.send(actor, input, await this.withOwnFiles(actor, input, drafts, originals));
  }

  private async send(
    actor: AccountActor,
    { toChannelId: channelId, nonce }: ForwardMessagesInput,
    drafts: readonly MessageDraft[],
  ): Promise<readonly Message[]> {
    const accepted: AcceptedSend[] = [];
    try {
      for (const [place, draft] of drafts.entries()) {
        const own = nonce !== undefined && drafts.length > 1 ? `${nonce}:${place}` : nonce;
        const input = { ...draft, channelId, allowedMentions: NO_MENTIONS, ...(own !== undefined && { nonce: own }) };
        accepted.push(await this.sendMessage.start(actor, input));
      }
    } catch (error) {
      await Promise.allSettled(accepted.map(({ committed }) => committed));
      throw error;
    }
    const appended = await Promise.all(accepted.map(({ committed }) => committed));
    return appended.map(({ message }) => message);
  }

  /** By which name each message's author goes, by message. */
  private async namesOf(messages: readonly Message[]): Promise<Names> {
    const userIds = new Set(messages.flatMap(({ author }) => (author ? [author.userId] : [])));
    const profiles = await this.users.findMany(userIds);
    return new Map(messages.map((message) => [message.id, nameOf(message, profiles)]));
  }

  /** Each draft with attachments of its own, of the same bytes. */
  private async withOwnFiles(
    actor: AccountActor,
    { toChannelId: channelId }: ForwardMessagesInput,
    drafts: readonly MessageDraft[],
    originals: readonly Message[],
  ): Promise<readonly MessageDraft[]> {
    const files = originals.flatMap((message) =>
      (message.details?.attachments ?? []).map(({ id }) => ({ channelId: message.channelId, attachmentId: id })),
    );
    if (files.length === 0) return drafts;
    await this.sendMessage.requireFiles(actor, { channelId, content: '' });
    const copies = files.map((original): AttachmentCopy => {
      return { id: this.ids.next(), channelId, uploaderId: actor.userId, original };
    });
    const made = await this.uploads.copy(copies);
    if (made.length < copies.length) throw guildError('unknown_attachment');
    const idOf = new Map(copies.map(({ id, original }) => [original.attachmentId, id]));
    return drafts.map((draft) => withIds(draft, idOf));
  }
}

type Names = ReadonlyMap<Id, string>;

function nameOf({ author, details }: Message, profiles: ReadonlyMap<Id, UserProfile>): string {
  return details?.webhook?.name ?? author?.name ?? shownName(author && profiles.get(author.userId));
}

const shownName = (profile: UserProfile | undefined): string => profile?.displayName ?? profile?.username ?? '';

function checkInput({ messageIds, nonce }: ForwardMessagesInput): void {
  if (messageIds.length < 1 || messageIds.length > FORWARD_MAX) {
    throw invalid('message_ids', `must be 1-${FORWARD_MAX} messages`);
  }
  if (new Set(messageIds).size < messageIds.length) throw invalid('message_ids', 'must not name a message twice');
  if (nonce !== undefined && messageIds.length > 1 && codePointLength(nonce) > NONCE_LENGTH_MAX - NONCE_SUFFIX_MAX) {
    throw invalid('nonce', `nonce of several messages must be 1-${NONCE_LENGTH_MAX - NONCE_SUFFIX_MAX} characters`);
  }
}

function single(message: Message, names: Names): MessageDraft {
  const { format, embeds, attachments } = message.details ?? {};
  const forwarded = forwardedOf(message, names.get(message.id) ?? '');
  return {
    ...{ content: message.content, forwarded },
    ...(format && { format }),
    ...(embeds && { embeds }),
    ...(attachments && { attachments }),
  };
}

function merged(messages: readonly Message[], names: Names): MessageDraft {
  const entries = messages.map((message) => entryOf(message, names.get(message.id) ?? ''));
  checkEntries(entries);
  const attachments = messages.flatMap(({ details }) => details?.attachments ?? []);
  return { content: transcriptOf(entries), forwarded: { kind: 'merged', entries }, attachments };
}

function withIds(draft: MessageDraft, idOf: ReadonlyMap<Id, Id>): MessageDraft {
  const newId = (id: Id): Id => idOf.get(id) ?? id;
  const attachments = draft.attachments?.map((one): Attachment => ({ ...one, id: newId(one.id) }));
  return {
    ...draft,
    ...(attachments && { attachments }),
    ...(draft.forwarded && { forwarded: forwardedWithIds(draft.forwarded, newId) }),
  };
}

function forwardedWithIds(forwarded: Forwarded, newId: (id: Id) => Id): Forwarded {
  if (forwarded.kind === 'single') return forwarded;
  const entries = forwarded.entries.map((entry) =>
    entry.attachmentIds ? { ...entry, attachmentIds: entry.attachmentIds.map(newId) } : entry,
  );
  return { kind: 'merged', entries };
}
