import { once } from 'node:events';
import { type ClientOptions, WebSocket } from 'ws';
import { Received } from './clients';
import type { ImPerson, MessageJson } from './im';

/** A frame of the im dialect, in either direction. */
export interface ImFrameJson {
  readonly event_type: string;
  readonly user_id: string | null;
  readonly receiver_id: string | null;
  readonly group_id: string | null;
  readonly content: string | null;
  readonly data: FrameDataJson | null;
}

/** Every field that any frame has in its `data`. */
export interface FrameDataJson extends Partial<MessageJson>, Partial<AckJson> {
  readonly [field: string]: unknown;
}

export interface AckJson {
  readonly id: string;
  readonly nonce: string | null;
  readonly created_at: string;
}

/** Somebody on `/api/ws`, whose frames a test awaits one by one. */
export class ImClient {
  readonly received = new Received<ImFrameJson>();
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  private pings = 0;

  constructor(readonly socket: WebSocket) {
    this.closed = new Promise((resolve) => {
      socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() }));
    });
    socket.on('message', (data: Buffer) => this.received.add(JSON.parse(data.toString()) as ImFrameJson));
    socket.on('error', () => undefined);
  }

  static open(server: { readonly url: string }, query = '', options: ClientOptions = {}): ImClient {
    const address = `${server.url.replace('http', 'ws')}/api/ws${query}`;
    return new ImClient(new WebSocket(address, { perMessageDeflate: false, ...options }));
  }

  /** Resolves when the server knows the person to be here. */
  static async of(server: { readonly url: string }, { token }: Pick<ImPerson, 'token'>): Promise<ImClient> {
    const client = ImClient.open(server, `?token=${token}`);
    await once(client.socket, 'open');
    await client.settled();
    return client;
  }

  send(frame: object): void {
    this.socket.send(JSON.stringify(frame));
  }

  next(eventType: string, matches: (frame: ImFrameJson) => boolean = () => true): Promise<ImFrameJson> {
    return this.received.take((frame) => frame.event_type === eventType && matches(frame), `a frame ${eventType}`);
  }

  /** Everything of one type that came so far, taken or not. */
  seen(eventType: string): ImFrameJson[] {
    return this.received.all.filter((frame) => frame.event_type === eventType);
  }

  /** The texts of all messages that came so far. */
  get heard(): (string | null)[] {
    return this.seen('message').map(({ content }) => content);
  }

  /** Sends a message and waits for its acknowledgement. */
  async say(frame: object): Promise<AckJson> {
    this.send({ event_type: 'message', ...frame });
    return (await this.next('ack')).data as AckJson;
  }

  /** What a frame is refused with. */
  async refused(frame: object): Promise<ImFrameJson> {
    this.send(frame);
    return this.next('error');
  }

  /** Resolves when the server has worked on everything sent before, and what it said to that is here. */
  async settled(): Promise<void> {
    this.pings += 1;
    const mark = `settled ${this.pings}`;
    this.send({ event_type: 'ping', data: { mark } });
    await this.next('pong', ({ data }) => data?.mark === mark);
  }

  async leave(): Promise<void> {
    this.socket.close();
    await this.closed;
  }
}

export const messageOf = (frame: ImFrameJson): MessageJson => frame.data as MessageJson;
