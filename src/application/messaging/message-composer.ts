import { Injectable } from '@nestjs/common';
import {
  allowedOf,
  AUTHOR_FLAGS,
  checkDraft,
  type DraftReference,
  EVERY_MENTION,
  MENTIONS_MAX,
  type Message,
  type MessageDetails,
  type MessageDraft,
  type MessageMentions,
  type MessageReference,
  mentionsIn,
  type NamedInText,
  namesEverybody,
  possibleNames,
  proseOf,
} from '../../domain/messaging';
import { invalid } from '../../shared/errors';
import type { Id } from '../../shared/ids';
import { UserDirectory } from '../identity';
import type { HistoryGrant, MentionScope } from './channel-policy';
import { MemberNames } from './member-names';
import { MessageReader } from './message.reader';

export interface ComposedMessage {
  readonly content: string;
  readonly flags?: number;
  readonly details?: MessageDetails;
}

/** Where a message is going to stand. */
export interface ComposeContext extends HistoryGrant {
  readonly channelId: Id;
  /** Absent where nobody is mentioned. */
  readonly mentions?: MentionScope;
}

/** Where the mentions of a text are. */
export interface MentionContext {
  readonly channelId: Id;
  readonly answered?: Message;
}

/** Makes what a writer stores of what somebody wants to say: resolves whom it mentions and what it answers. */
@Injectable()
export class MessageComposer {
  constructor(
    private readonly users: UserDirectory,
    private readonly messages: MessageReader,
    private readonly members: MemberNames,
  ) {}

  /** Call it outside `UnitOfWork.run`. @throws AppError `empty_message`, `too_long`, `invalid` */
  async compose(
    draft: MessageDraft,
    { channelId, mentions: scope, fromSeq }: ComposeContext,
  ): Promise<ComposedMessage> {
    checkDraft(draft);
    const answered = draft.reference && (await this.answered(draft.reference, { channelId, fromSeq }));
    const mentions = scope && (await this.mentionsOf(draft, scope, { channelId, answered }));
    const details = detailsOf(draft, mentions, answered && referenceTo(answered, scope));
    const flags = (draft.flags ?? 0) & AUTHOR_FLAGS;
    return { content: draft.content, ...(flags !== 0 && { flags }), ...(details && { details }) };
  }

  /** Undefined when nobody is notified. */
  async mentionsOf(
    { content, allowedMentions = EVERY_MENTION }: Pick<MessageDraft, 'content' | 'allowedMentions'>,
    scope: MentionScope,
    { channelId, answered }: MentionContext,
  ): Promise<MessageMentions | undefined> {
    const named = allowedOf(mentionsIn(content), allowedMentions);
    const typed = allowedMentions.parse.has('names') ? proseOf(content) : '';
    const userIds = typed.includes('@')
      ? await this.membersNamed(channelId, typed, named.userIds)
      : await this.accountsAmong(named.userIds);
    const everyone = named.everyone || namesEverybody(typed);
    return notifiedOf(
      { ...named, userIds, everyone },
      scope,
      allowedMentions.repliedUser ? personOf(answered) : undefined,
    );
  }

  private async membersNamed(channelId: Id, text: string, userIds: readonly Id[]): Promise<Id[]> {
    const names = possibleNames(text);
    if (names.length === 0 && userIds.length === 0) return [];
    const members = await this.members.find(channelId, [...new Set(names.flat())], userIds);
    const byName = names.map((forms) => forms.map((form) => members.byName.get(form)).find((id) => id !== undefined));
    const found = [...userIds.filter((id) => members.userIds.has(id)), ...byName.filter((id) => id !== undefined)];
    return [...new Set(found)].slice(0, MENTIONS_MAX);
  }

  private async accountsAmong(userIds: readonly Id[]): Promise<Id[]> {
    if (userIds.length === 0) return [];
    const accounts = await this.users.findMany(userIds);
    return userIds.filter((userId) => accounts.has(userId));
  }

  private async answered(
    reference: DraftReference,
    { channelId, fromSeq = -Infinity }: ComposeContext,
  ): Promise<Message | undefined> {
    const [message] = await this.messages.findMany([{ channelId, messageId: reference.messageId }]);
    const isHere = message !== undefined && message.seq > fromSeq && (reference.channelId ?? channelId) === channelId;
    if (isHere && message.kind === 'text') return message;
    if (!reference.failIfNotExists && !isHere) return undefined;
    const problem = isHere ? 'a system message cannot be answered' : 'unknown message';
    throw invalid('message_reference', problem);
  }
}

/** Those of the named that the author may notify, and the one who is answered. */
function notifiedOf(
  named: NamedInText,
  scope: MentionScope,
  repliedUserId: Id | undefined,
): MessageMentions | undefined {
  const replied = repliedUserId === undefined ? [] : [repliedUserId];
  const userIds = [...new Set([...named.userIds, ...replied])];
  const roleIds = named.roleIds.filter((roleId) => scope.mayMentionRole(roleId));
  const everyone = named.everyone && scope.everyone;
  if (userIds.length === 0 && roleIds.length === 0 && !everyone) return undefined;
  return { userIds, roleIds, everyone, ...(repliedUserId !== undefined && { repliedUserId }) };
}

const personOf = (message: Message | undefined): Id | undefined =>
  message?.details?.webhook ? undefined : message?.author?.userId;

const referenceTo = ({ id, channelId }: Message, scope: MentionScope | undefined): MessageReference => ({
  messageId: id,
  channelId,
  ...(scope?.guildId !== undefined && { guildId: scope.guildId }),
});

function detailsOf(
  { format, embeds, components, attachments, tts, forwarded }: MessageDraft,
  mentions: MessageMentions | undefined,
  reference: MessageReference | undefined,
): MessageDetails | undefined {
  const lists = Object.entries({ embeds, components, attachments }).filter(([, list]) => list && list.length > 0);
  const details: MessageDetails = {
    ...Object.fromEntries(lists),
    ...(reference && { reference }),
    ...(mentions && { mentions }),
    ...(forwarded && { forwarded }),
    ...(format !== undefined && format !== 'text' && { format }),
    ...(tts && { tts }),
  };
  return Object.keys(details).length > 0 ? details : undefined;
}
