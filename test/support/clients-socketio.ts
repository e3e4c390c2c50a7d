import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import { type ErrorJson, type MessageJson, Received, type RoomJson } from './clients';
import type { Server } from './clients-raw';

export type SocketIoTransport = 'websocket' | 'polling';

export interface RoomMessageJson extends MessageJson {
  readonly room_id: string;
}

export interface JoinedJson {
  readonly room: RoomJson;
  readonly is_admin: boolean;
  readonly is_muted: boolean;
  readonly users: { readonly user_id: string; readonly nickname: string | null; readonly is_admin: boolean }[];
  readonly messages: MessageJson[];
  readonly has_more: boolean;
}

export type Ack = { readonly ok: true; readonly data: unknown } | { readonly ok: false; readonly error: ErrorJson };

export interface SocketIoEvent {
  readonly name: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

type Options = Partial<ManagerOptions & SocketOptions>;

/** Somebody on a Socket.IO socket, whose events a test awaits one by one. */
export class SocketIoClient {
  readonly received = new Received<SocketIoEvent>();
  readonly closed: Promise<string>;

  constructor(readonly socket: Socket) {
    this.closed = new Promise((resolve) => socket.once('disconnect', resolve));
    socket.onAny((name: string, payload: SocketIoEvent['payload']) => this.received.add({ name, payload }));
  }

  /** An unconnected client; `reconnection` is off unless `options` say otherwise. */
  static create(server: Server, auth: object, transport: SocketIoTransport, options: Options = {}): SocketIoClient {
    const defaults = { forceNew: true, reconnection: false, autoConnect: false };
    return new SocketIoClient(io(`${server.url}/rooms`, { ...defaults, transports: [transport], auth, ...options }));
  }

  /** Resolves when connected; rejects with the `connect_error`. */
  static async connect(
    server: Server,
    auth: object,
    transport: SocketIoTransport = 'websocket',
    options: Options = {},
  ): Promise<SocketIoClient> {
    const client = SocketIoClient.create(server, auth, transport, options);
    const connected = new Promise<void>((resolve, reject) => {
      client.socket.once('connect', resolve);
      client.socket.once('connect_error', reject);
    });
    client.socket.connect();
    await connected;
    return client;
  }

  /** The ack of an event. */
  call(name: string, payload?: unknown): Promise<Ack> {
    return new Promise((resolve) => this.socket.emit(name, payload, resolve));
  }

  /** The data of an ack that must be one of success. */
  async done(name: string, payload: unknown): Promise<unknown> {
    const ack = await this.call(name, payload);
    if (!ack.ok) throw new Error(`${name} was refused: ${JSON.stringify(ack.error)}`);
    return ack.data;
  }

  /** The error of an ack that must be a refusal. */
  async refused(name: string, payload?: unknown): Promise<ErrorJson> {
    const ack = await this.call(name, payload);
    if (ack.ok) throw new Error(`${name} was not refused: ${JSON.stringify(ack.data)}`);
    return ack.error;
  }

  async join(roomId: string, more: object = {}): Promise<JoinedJson> {
    return (await this.done('room:join', { room_id: roomId, ...more })) as JoinedJson;
  }

  async say(roomId: string, content: string, nonce?: string): Promise<RoomMessageJson> {
    return (await this.done('message:send', { room_id: roomId, content, nonce })) as RoomMessageJson;
  }

  seen(name: string): SocketIoEvent['payload'][] {
    return this.received.all.filter((event) => event.name === name).map((event) => event.payload);
  }

  /** The payload of the next event of this name. */
  async next(
    name: string,
    matches: (payload: SocketIoEvent['payload']) => boolean = () => true,
  ): Promise<SocketIoEvent['payload']> {
    const event = await this.received.take((one) => one.name === name && matches(one.payload), `an event ${name}`);
    return event.payload;
  }

  async leave(): Promise<void> {
    if (!this.socket.connected) return;
    this.socket.disconnect();
    await this.closed;
  }
}
