import { once } from 'node:events';
import { WebSocket } from 'ws';
import { Received } from './clients';
import { type DiscordServer, type Person, type RestAnswer, RestCaller, startDiscordServer } from './discord';

type Json = Record<string, unknown>;

export interface ChatFrame {
  readonly type: string;
  readonly message_type?: string;
  readonly data: Json;
  readonly timestamp: string;
}

export interface ChatMessage {
  readonly id: string;
  readonly from_user_id: string | null;
  readonly to_user_id: string | null;
  readonly chat_type: string;
  readonly chat_id: string;
  readonly content: string;
  readonly created_at: string;
}

/** Somebody on a socket of the chat dialect, whose frames a test awaits one by one. */
export class ChatClient {
  readonly received = new Received<ChatFrame>();
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  private pings = 0;

  constructor(readonly socket: WebSocket) {
    this.closed = new Promise((resolve) => {
      socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() }));
    });
    socket.on('message', (data: Buffer) => this.received.add(JSON.parse(data.toString()) as ChatFrame));
    socket.on('error', () => undefined);
  }

  /** The data of the next frame of this type. */
  async next<Data = Json>(type: string, matches: (data: Data) => boolean = () => true): Promise<Data> {
    const isIt = (one: ChatFrame): boolean => one.type === type && matches(one.data as Data);
    return (await this.received.take(isIt, `a frame ${type}`)).data as Data;
  }

  /** Of one type that came so far, taken or not. */
  seen<Data = Json>(type: string): Data[] {
    return this.received.all.filter((frame) => frame.type === type).map(({ data }) => data as Data);
  }

  send(type: string, data?: unknown): void {
    this.sendText(JSON.stringify(data === undefined ? { type } : { type, data }));
  }

  sendText(text: string): void {
    this.socket.send(text);
  }

  /** Everything sent before was worked on, and what it caused for this socket has come. */
  async settled(): Promise<void> {
    this.pings += 1;
    this.send('ping');
    await this.next('pong');
  }

  /** Sends and waits for the message to come back. */
  async say(chatType: string, chatId: string, content: string, more: Json = {}): Promise<ChatMessage> {
    this.send('send_message', { chat_type: chatType, chat_id: chatId, content, message_type: 'text', ...more });
    return this.next<ChatMessage>('message', (message) => message.content === content);
  }

  /** The error that a frame is answered with. */
  async refused(type: string, data?: unknown): Promise<{ readonly code: number; readonly message: string }> {
    this.send(type, data);
    return this.next('error');
  }

  async join(roomId: string): Promise<void> {
    this.send('join_room', { room_id: roomId });
    await this.next('user_joined', (data) => data.room_id === roomId);
  }

  close(): Promise<unknown> {
    this.socket.close();
    return this.closed;
  }
}

export interface ChatPerson extends Omit<Person, 'api'> {
  /** At the root. */
  readonly api: RestCaller;
  /** Below `/chatsphere`. */
  readonly base: RestCaller;
  /** A socket that was greeted; `path` is `/chatsphere/ws` or `/ws`. */
  connect(path?: string): Promise<ChatClient>;
}

export interface ChatServer extends Omit<DiscordServer, 'person'> {
  chatter(name?: string): Promise<ChatPerson>;
  /** As somebody else's token, or none. */
  as(token: string | undefined, prefix?: string): RestCaller;
  /** Opens a socket without waiting for anything. */
  open(path: string, token?: string): ChatClient;
}

export async function startChatServer(variables: Record<string, string> = {}): Promise<ChatServer> {
  const server = await startDiscordServer({ DEFAULT_ROOMS: 'general,tech,random', ...variables });
  const address = server.url.replace('http', 'ws');
  const as = (token: string | undefined, prefix = ''): RestCaller =>
    new RestCaller(server.url, token === undefined ? undefined : `Bearer ${token}`, prefix);
  const open = (path: string, token?: string): ChatClient => {
    const query = token === undefined ? '' : `?token=${token}`;
    return new ChatClient(new WebSocket(`${address}${path}${query}`, { perMessageDeflate: false }));
  };
  const connect = async (token: string, path = '/chatsphere/ws'): Promise<ChatClient> => {
    const client = open(path, token);
    const greeted = client.next('online_users');
    greeted.catch(() => undefined);
    await once(client.socket, 'open');
    await greeted;
    return client;
  };
  return {
    ...server,
    as,
    open,
    chatter: async (name = 'chatter') => {
      const person = await server.person(name);
      return {
        ...person,
        api: as(person.token),
        base: as(person.token, '/chatsphere'),
        connect: (path) => connect(person.token, path),
      };
    },
  };
}

/** Status and the dialect's own code of a refusal. */
export const refusalOf = (answer: RestAnswer<unknown>): [number, number] => {
  const { code } = answer.body as { readonly code: number };
  return [answer.status, code];
};
