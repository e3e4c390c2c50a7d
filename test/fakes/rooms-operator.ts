import { WebSocket } from 'ws';
import type { TestApp } from '../support/app';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON, or the text when it is none. */
  readonly body: unknown;
}

/** Calls the management API as an outside system would. */
export class Operator {
  constructor(
    private readonly server: Pick<TestApp, 'url' | 'adminApiKey'>,
    private readonly key: string | undefined = server.adminApiKey,
  ) {}

  /** The same server, with another key or none. */
  withKey(key: string | undefined): Operator {
    return new Operator({ ...this.server, adminApiKey: '' }, key ?? '');
  }

  get(path: string): Promise<Answer> {
    return this.call('GET', path);
  }

  post(path: string, body?: unknown): Promise<Answer> {
    return this.call('POST', path, body);
  }

  put(path: string, body?: unknown): Promise<Answer> {
    return this.call('PUT', path, body);
  }

  patch(path: string, body?: unknown): Promise<Answer> {
    return this.call('PATCH', path, body);
  }

  delete(path: string): Promise<Answer> {
    return this.call('DELETE', path);
  }

  /** Sends `text` as the body, whatever it is. */
  async callRaw(method: string, path: string, text?: string): Promise<Answer> {
    const response = await fetch(`${this.server.url}/management${path}`, {
      method,
      headers: {
        ...(this.key && { 'x-api-key': this.key }),
        ...(text !== undefined && { 'content-type': 'application/json' }),
      },
      ...(text !== undefined && { body: text }),
    });
    const answer = await response.text();
    return { status: response.status, headers: response.headers, body: parse(answer) };
  }

  /** Opens a room and returns its id. */
  async room(settings: object = {}): Promise<string> {
    const { body } = await this.post('/rooms', { room_name: 'lobby', admin_user_ids: [], ...settings });
    return text(body, 'room_id');
  }

  private call(method: string, path: string, body?: unknown): Promise<Answer> {
    return this.callRaw(method, path, body === undefined ? undefined : JSON.stringify(body));
  }
}

function parse(answer: string): unknown {
  try {
    return JSON.parse(answer);
  } catch {
    return answer;
  }
}

function text(body: unknown, field: string): string {
  const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, field) : undefined;
  if (typeof value !== 'string') throw new Error(`no ${field} in ${JSON.stringify(body)}`);
  return value;
}

export interface Frame {
  readonly type: string;
  readonly payload?: unknown;
}

/** Somebody inside a room over a raw WebSocket. */
export class RawMember {
  readonly frames: Frame[] = [];
  readonly closed: Promise<number>;
  private readonly waiting = new Set<() => void>();

  private constructor(readonly socket: WebSocket) {
    this.closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('message', (data: Buffer) => {
      const frame: Frame = JSON.parse(data.toString());
      this.frames.push(frame);
      for (const look of this.waiting) look();
    });
  }

  /** Resolves when the member was welcomed; rejects with the status of a refusal. */
  static async join(server: Pick<TestApp, 'url'>, roomId: string, query: Record<string, string>): Promise<RawMember> {
    const address = `${server.url.replace('http', 'ws')}/ws/rooms/${roomId}?${new URLSearchParams(query).toString()}`;
    const member = new RawMember(new WebSocket(address));
    const refused = new Promise<never>((_resolve, reject) => member.socket.once('error', reject));
    await Promise.race([member.next('WelcomeInfo'), refused]);
    return member;
  }

  /** The first frame of a type, also one that came before. */
  next(type: string): Promise<Frame> {
    return new Promise((resolve) => {
      const look = (): void => {
        const frame = this.frames.find((one) => one.type === type);
        if (!frame) return;
        this.waiting.delete(look);
        resolve(frame);
      };
      this.waiting.add(look);
      look();
    });
  }

  async leave(): Promise<void> {
    this.socket.close();
    await this.closed;
  }
}
