import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { type ClientOptions, WebSocket } from 'ws';
import { type ErrorJson, type MessageJson, Received, type RoomJson } from './clients';

/** The server's frames with data, by their type. */
export interface RawPayloads {
  readonly WelcomeInfo: {
    readonly user_id: string;
    readonly is_muted: boolean;
    readonly is_admin: boolean;
    readonly room: RoomJson;
    readonly recent_messages: MessageJson[];
    readonly missed_messages: MessageJson[];
    readonly has_more: boolean;
  };
  readonly Message: MessageJson;
  readonly UserJoined: { readonly user_id: string; readonly nickname: string | null };
  readonly UserLeft: { readonly user_id: string };
  readonly UserMuted: { readonly user_id: string };
  readonly System: { readonly message: string };
  readonly RoomStats: { readonly current_users: number; readonly peak_users: number };
  readonly MessageDeleted: { readonly id: string };
  readonly Typing: { readonly user_id: string };
  readonly History: { readonly messages: MessageJson[] };
  readonly CustomEvent: { readonly event_type: string; readonly payload: unknown; readonly user_id: string };
  readonly Pong: { readonly timestamp: unknown };
  readonly Error: ErrorJson;
  readonly YouAreMuted: undefined;
  readonly YouAreKicked: undefined;
}

export interface RawFrame {
  readonly type: string;
  readonly payload?: unknown;
}

export type Query = Readonly<Record<string, string>>;

export interface Server {
  readonly url: string;
}

export const rawAddress = (server: Server, roomId: string, query: Query): string =>
  `${server.url.replace('http', 'ws')}/ws/rooms/${roomId}?${new URLSearchParams(query).toString()}`;

/** Somebody on a raw WebSocket, whose frames a test awaits one by one. */
export class RawClient {
  readonly received = new Received<RawFrame>();
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  /** Set once `join` has resolved. */
  welcome!: RawPayloads['WelcomeInfo'];
  private pings = 0;

  constructor(readonly socket: WebSocket) {
    this.closed = new Promise((resolve) => {
      socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() }));
    });
    socket.on('message', (data: Buffer) => this.received.add(JSON.parse(data.toString()) as RawFrame));
    socket.on('error', () => undefined);
  }

  /** Resolves when the member was welcomed; rejects when it is refused. */
  static async join(server: Server, roomId: string, query: Query, options: ClientOptions = {}): Promise<RawClient> {
    const client = new RawClient(
      new WebSocket(rawAddress(server, roomId, query), { perMessageDeflate: false, ...options }),
    );
    // Both also when they come in the same segment.
    const welcome = client.next('WelcomeInfo');
    welcome.catch(() => undefined);
    await once(client.socket, 'open');
    client.welcome = await welcome;
    return client;
  }

  /** Everything of one type that came so far, taken or not. */
  seen<Type extends keyof RawPayloads>(type: Type): RawPayloads[Type][] {
    return this.received.all.filter((frame) => frame.type === type).map((frame) => frame.payload as RawPayloads[Type]);
  }

  /** The data of the next frame of this type. */
  async next<Type extends keyof RawPayloads>(
    type: Type,
    matches: (payload: RawPayloads[Type]) => boolean = () => true,
  ): Promise<RawPayloads[Type]> {
    const frame = await this.received.take(
      (one) => one.type === type && matches(one.payload as RawPayloads[Type]),
      `a frame ${type}`,
    );
    return frame.payload as RawPayloads[Type];
  }

  send(type: string, payload?: unknown): void {
    this.sendText(JSON.stringify(payload === undefined ? { type } : { type, payload }));
  }

  sendText(text: string): void {
    this.socket.send(text);
  }

  /** Sends and waits for the message to come back. */
  async say(content: string, nonce?: string): Promise<MessageJson> {
    this.send('SendMessage', { content, nonce });
    return this.next('Message', (message) => message.content === content && message.from === this.welcome.user_id);
  }

  /** The error that a frame is answered with. */
  async refused(type: string, payload?: unknown): Promise<ErrorJson> {
    this.send(type, payload);
    return this.next('Error');
  }

  /** Resolves when the server has worked on everything sent before, and what it said to that is here. */
  async settled(): Promise<void> {
    this.pings += 1;
    const timestamp = `settled ${this.pings}`;
    this.send('Ping', { timestamp });
    await this.next('Pong', (pong) => pong.timestamp === timestamp);
  }

  /** Stops reading, so that the server's writes pile up. */
  stall(): void {
    this.socket.pause();
  }

  async leave(): Promise<void> {
    this.socket.close();
    await this.closed;
  }
}

export interface Refusal {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

/** How an upgrade is refused; rejects when it is not. */
export async function refusedUpgrade(address: string, options: ClientOptions = {}): Promise<Refusal> {
  const socket = new WebSocket(address, options);
  socket.on('error', () => undefined);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    socket.once('unexpected-response', (_request, answer) => resolve(answer));
    socket.once('open', () => {
      socket.terminate();
      reject(new Error(`the upgrade of ${address} was not refused`));
    });
  });
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += String(chunk);
  return { status: response.statusCode ?? 0, headers: response.headers, body: JSON.parse(text) };
}
