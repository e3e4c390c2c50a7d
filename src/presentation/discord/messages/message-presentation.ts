import { Injectable } from '@nestjs/common';
import type { APIMessage, APIThreadChannel, APIUser } from 'discord-api-types/v10';
import { ThreadReader } from '../../../application/guilds';
import { UserDirectory } from '../../../application/identity';
import { AttachmentLinks, MessageReader, ReactionReader } from '../../../application/messaging';
import { type Message, MessageFlag, type ReactionCount } from '../../../domain/messaging';
import type { Id } from '../../../shared/ids';
import { presentThread } from '../presenters/channel.presenter';
import { presentMessage, showsReferenced } from '../presenters/message.presenter';
import { presentUnknownUser, presentUser } from '../presenters/user.presenter';

/** Shows whole messages; what they name is gathered for all of a page at once. */
@Injectable()
export class MessagePresentation {
  constructor(
    private readonly users: UserDirectory,
    private readonly messages: MessageReader,
    private readonly reactions: ReactionReader,
    private readonly threads: ThreadReader,
    private readonly links: AttachmentLinks,
  ) {}

  /** In the order given. @param readerId decides which reactions are own ones */
  async page(messages: readonly Message[], readerId?: Id): Promise<APIMessage[]> {
    if (messages.length === 0) return [];
    const reactions = await this.reactions.countsOf(messages, readerId);
    return this.present(messages, reactions);
  }

  async one(message: Message, readerId?: Id): Promise<APIMessage> {
    const [presented] = await this.page([message], readerId);
    return presented;
  }

  /** A message that nobody can have reacted to yet. */
  async created(message: Message): Promise<APIMessage> {
    const [presented] = await this.present([message], new Map());
    return presented;
  }

  private async present(
    messages: readonly Message[],
    reactions: ReadonlyMap<Id, readonly ReactionCount[]>,
  ): Promise<APIMessage[]> {
    const referenced = await this.referencedBy(messages);
    const users = await this.usersOf([...messages, ...referenced.values()]);
    const threads = await this.threadsOf(messages);
    const around = {
      user: (userId: Id) => users.get(userId) ?? presentUnknownUser(userId),
      attachmentUrl: this.links.sign.bind(this.links),
      reactions: (messageId: Id) => reactions.get(messageId) ?? [],
      referenced: (messageId: Id) => referenced.get(messageId) ?? null,
      thread: (messageId: Id) => threads.get(messageId),
    };
    return messages.map((message) => presentMessage(message, around));
  }

  private async referencedBy(messages: readonly Message[]): Promise<ReadonlyMap<Id, Message>> {
    const shown = messages.filter(showsReferenced);
    const named = new Map(
      shown.flatMap(({ details }) => (details?.reference ? [[details.reference.messageId, details.reference]] : [])),
    );
    const found = new Map(messages.filter(({ id }) => named.has(id)).map((message) => [message.id, message]));
    const missing = [...named.values()].filter(({ messageId }) => !found.has(messageId));
    const read = missing.length === 0 ? [] : await this.messages.findMany(missing);
    return new Map([...found, ...read.map((message) => [message.id, message] as const)]);
  }

  private async usersOf(messages: readonly Message[]): Promise<ReadonlyMap<Id, APIUser>> {
    const ids = new Set(messages.flatMap(usersNamedIn));
    const profiles = await this.users.findMany(ids);
    return new Map([...profiles].map(([id, profile]) => [id, presentUser(profile)]));
  }

  /** The thread made from a message has the message's id. */
  private async threadsOf(messages: readonly Message[]): Promise<ReadonlyMap<Id, APIThreadChannel>> {
    const starters = messages.filter(({ flags = 0 }) => (flags & MessageFlag.hasThread) !== 0);
    if (starters.length === 0) return new Map();
    const threads = await this.threads.findMany(starters.map(({ id }) => id));
    return new Map([...threads].map(([id, thread]) => [id, presentThread(thread)]));
  }
}

/** Its author, unless that is a webhook, whom it mentions, and whose click it answers. */
const usersNamedIn = ({ author, details: { webhook, mentions, interaction } = {} }: Message): readonly Id[] => [
  ...(author && !webhook ? [author.userId] : []),
  ...(mentions?.userIds ?? []),
  ...(interaction ? [interaction.userId] : []),
];
