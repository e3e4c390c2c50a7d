import type { APIDMChannel } from 'discord-api-types/v10';
import type { Client } from 'discord.js';
import type { ChatClient, ChatMessage, ChatPerson, ChatServer } from './chat';
import { ImClient, messageOf } from './clients-im';
import { expectStatus, RestCaller } from './discord';
import { DiscordJsBot } from './discordjs';
import { type GroupJson, IM_PREFIX, type LoginJson } from './im';
import { until } from './until';

export type Program = DiscordJsBot & { readonly client: Client<true> };

/** One account, with a caller of every dialect: `base` and `api` are chat's. */
export interface Everywhere extends ChatPerson {
  readonly im: RestCaller;
  readonly discord: RestCaller;
}

export async function everywhere(server: ChatServer, name: string): Promise<Everywhere> {
  const person = await server.chatter(name);
  const authorization = `Bearer ${person.token}`;
  return {
    ...person,
    im: new RestCaller(server.url, authorization, IM_PREFIX),
    discord: server.caller(authorization),
  };
}

/** Frames that are about the client, or about who is here at all. */
const ofOneself: ReadonlySet<string> = new Set([
  ...['pong', 'error', 'ack', 'online', 'offline', 'user_joined', 'user_left'],
  ...['connection_established', 'online_users', 'system_message'],
]);

/**
 * What one person has open: a client of each dialect, and of chat's two addresses. The im client has a login of its own,
 * so that it is told of what its owner's requests say.
 */
export class Screens {
  /** Everything the gateway told discord.js, by its name there. */
  private readonly packets: string[] = [];

  private constructor(
    readonly person: Everywhere,
    readonly im: ImClient,
    readonly chat: ChatClient,
    readonly root: ChatClient,
    readonly program: Program,
  ) {
    program.client.on(
      'raw' as 'debug',
      (packet: unknown) => void this.packets.push(String(Reflect.get(Object(packet), 't'))),
    );
  }

  static async open(server: ChatServer, person: Everywhere): Promise<Screens> {
    const program = await DiscordJsBot.start(server, person.token);
    const { email, password } = person;
    const login = await person.im.post<LoginJson>('/auth/login', { email, password });
    const im = await ImClient.of(server, login.body);
    return new Screens(person, im, await person.connect(), await person.connect('/ws'), program);
  }

  /** The ids that each client was told of, by dialect, in the order in which it was told. */
  idsIn(where: Conversation): Record<'im' | 'chat' | 'root' | 'discord', string[]> {
    const ofChat = (client: ChatClient): string[] =>
      client
        .seen<ChatMessage>('message')
        .filter(({ chat_id: chatId }) => chatId === where.chatIdFor(this.person))
        .map(({ id }) => id);
    return {
      im: this.im
        .seen('message')
        .map(messageOf)
        .filter((message) => where.isOfIm(message, this.person))
        .map(({ id }) => id),
      ...{ chat: ofChat(this.chat), root: ofChat(this.root) },
      discord: this.program
        .events('messageCreate')
        .filter(([{ channelId }]) => channelId === where.channelId)
        .map(([{ id }]) => id),
    };
  }

  /** The ids of what the im client said itself, which it is only told of by acknowledgements. */
  get acknowledged(): string[] {
    return this.im.seen('ack').map(({ data }) => String(data?.id));
  }

  /** What spoke of conversations, on any client, not of people being here or of the client itself. */
  async heard(): Promise<string[]> {
    await Promise.all([this.im.settled(), this.chat.settled(), this.root.settled()]);
    const frames = [this.chat, this.root].flatMap(({ received }) => received.all.map(({ type }) => type));
    const packets = this.packets.filter((name) => /^(MESSAGE|TYPING|CHANNEL)/.test(name));
    const all = [...this.im.received.all.map((frame) => frame.event_type), ...frames, ...packets];
    return all.filter((type) => !ofOneself.has(type));
  }

  async close(): Promise<void> {
    await Promise.all([this.im.leave(), this.chat.close(), this.root.close(), this.program.stop()]);
  }
}

/** One conversation, as each dialect addresses it. */
export class Conversation {
  private constructor(
    readonly kind: 'direct' | 'group',
    readonly channelId: string,
    readonly members: readonly Everywhere[],
  ) {}

  /** Begun by a message in the im dialect, which it holds. */
  static async direct(ann: Everywhere, bob: Everywhere): Promise<Conversation> {
    expectStatus(await ann.im.post('/messages/send', { receiver_id: bob.id, content: 'first' }), 200);
    const channel = await bob.discord.post<APIDMChannel>('/users/@me/channels', { recipient_id: ann.id });
    expectStatus(channel, 200);
    return new Conversation('direct', channel.body.id, [ann, bob]);
  }

  static async group(owner: Everywhere, ...others: readonly Everywhere[]): Promise<Conversation> {
    const body = { name: '茶会', member_ids: others.map(({ id }) => id) };
    const group = await owner.im.post<GroupJson>('/groups/create', body);
    expectStatus(group, 200);
    return new Conversation('group', group.body.id, [owner, ...others]);
  }

  /** What im's bodies, queries and frames name. */
  imTarget(by: Everywhere): { readonly receiver_id: string } | { readonly group_id: string } {
    return this.kind === 'group' ? { group_id: this.channelId } : { receiver_id: this.otherThan(by).id };
  }

  imQuery(by: Everywhere): string {
    return new URLSearchParams({ ...this.imTarget(by) }).toString();
  }

  /** What chat's frames name. */
  chatTarget(by: Everywhere): { readonly chat_type: string; readonly chat_id: string } {
    return { chat_type: this.kind === 'group' ? 'group' : 'private', chat_id: this.chatIdFor(by) };
  }

  chatPath(by: Everywhere): string {
    const { chat_type: type, chat_id: id } = this.chatTarget(by);
    return `${type}/${id}`;
  }

  chatIdFor(reader: Everywhere): string {
    return this.kind === 'group' ? this.channelId : this.otherThan(reader).id;
  }

  isOfIm(
    message: { sender_id: string; receiver_id: string | null; group_id: string | null },
    reader: Everywhere,
  ): boolean {
    if (this.kind === 'group') return message.group_id === this.channelId;
    const pair = [message.sender_id, message.receiver_id];
    return pair.includes(reader.id) && pair.includes(this.otherThan(reader).id);
  }

  get discordPath(): string {
    return `/channels/${this.channelId}/messages`;
  }

  /** The ids of the latest messages, oldest first, as the history of each dialect has them. */
  async historiesOf(reader: Everywhere): Promise<Record<'im' | 'chat' | 'discord', string[]>> {
    const im = await reader.im.get<{ id: string }[]>(`/messages/list?${this.imQuery(reader)}`);
    const chat = await reader.base.get<{ messages: { id: string }[] }>(
      `/api/v1/messages/${this.chatPath(reader)}?limit=100`,
    );
    const discord = await reader.discord.get<{ id: string }[]>(`${this.discordPath}?limit=100`);
    for (const answer of [im, chat, discord]) expectStatus(answer, 200);
    const idsOf = (messages: readonly { id: string }[]): string[] => messages.map(({ id }) => id);
    return { im: idsOf(im.body), chat: idsOf(chat.body.messages), discord: idsOf(discord.body).reverse() };
  }

  /** What the conversation lists of im and chat say is unread; undefined where it is not listed. */
  async unreadOf(reader: Everywhere): Promise<Record<'im' | 'chat', number | undefined>> {
    type Listed = { id: string; chat_id: string; unread_count: number };
    const im = await reader.im.get<Listed[]>('/conversations');
    const chat = await reader.base.get<{ conversations: Listed[] }>('/api/v1/conversations');
    const id = this.chatIdFor(reader);
    return {
      im: im.body.find((one) => one.id === id)?.unread_count,
      chat: chat.body.conversations.find((one) => one.chat_id === id)?.unread_count,
    };
  }

  /** Resolves when every client of these people was told of this message. */
  async arrived(messageId: string, screens: readonly Screens[]): Promise<void> {
    for (const one of screens) {
      const isThere = (): boolean => {
        const { im, ...others } = one.idsIn(this);
        return [[...im, ...one.acknowledged], ...Object.values(others)].every((ids) => ids.includes(messageId));
      };
      await until(isThere, `the message ${messageId} on every screen of ${one.person.username}`);
    }
  }

  private otherThan(reader: Everywhere): Everywhere {
    const other = this.members.find(({ id }) => id !== reader.id);
    if (!other) throw new Error('a conversation of one');
    return other;
  }
}

export interface Said {
  readonly id: string;
}

/** Says something by a dialect, and answers its id. */
type Way = (where: Conversation, by: Screens, content: string) => Promise<string>;
export const ways: Readonly<Record<string, Way>> = {
  'an im socket': async (where, by, content) => (await by.im.say({ ...where.imTarget(by.person), content })).id,
  'an im request': async (where, { person }, content) => {
    const answer = await person.im.post<Said>('/messages/send', { ...where.imTarget(person), content });
    expectStatus(answer, 200);
    return answer.body.id;
  },
  'a chat socket': async (where, by, content) => {
    const { chat_type: type, chat_id: id } = where.chatTarget(by.person);
    return (await by.chat.say(type, id, content)).id;
  },
  'a socket at the root': async (where, by, content) => {
    const { chat_type: type, chat_id: id } = where.chatTarget(by.person);
    return (await by.root.say(type, id, content)).id;
  },
  'discord.js': async (where, by, content) => {
    const path = where.discordPath as `/${string}`;
    return ((await by.program.client.rest.post(path, { body: { content } })) as Said).id;
  },
};
export const wayNames = Object.keys(ways);
