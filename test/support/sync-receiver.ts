import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { until } from './until';

export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly payload: {
    readonly event_type: string;
    readonly room_id: string;
    readonly chat_history: readonly {
      readonly id: string;
      readonly user_id: string | null;
      readonly content: string;
    }[];
    readonly is_last_batch: boolean;
    readonly [field: string]: unknown;
  };
}

/** A status, `hang` for no answer at all, or whatever the function does with the response. */
export type Reply = number | 'hang' | ((response: ServerResponse) => void);

/** The outside system: keeps every request and answers as a test says. */
export class SyncReceiver {
  readonly requests: ReceivedRequest[] = [];
  /** Decides by what has come; 200 unless a test says otherwise. */
  reply: (request: ReceivedRequest, receiver: SyncReceiver) => Reply = () => 200;

  private constructor(private readonly server: Server) {}

  static async start(port = 0): Promise<SyncReceiver> {
    const server = createServer();
    const receiver = new SyncReceiver(server);
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        const received: ReceivedRequest = {
          method: String(request.method),
          path: String(request.url),
          headers: request.headers,
          text,
          payload: JSON.parse(text),
        };
        receiver.requests.push(received);
        const reply = receiver.reply(received, receiver);
        if (typeof reply === 'function') reply(response);
        else if (reply !== 'hang') response.writeHead(reply, { 'content-type': 'text/plain' }).end('ok');
      });
    });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return receiver;
  }

  get url(): string {
    const { port } = this.server.address() as AddressInfo;
    return `http://127.0.0.1:${port}/callback`;
  }

  /** Of one room, in the order of their coming. */
  of(roomId: string): readonly ReceivedRequest[] {
    return this.requests.filter(({ payload }) => payload.room_id === roomId);
  }

  /** Once this many requests about the room have come. */
  received(roomId: string, count: number, timeoutMs?: number): Promise<readonly ReceivedRequest[]> {
    return until(
      () => this.of(roomId).length >= count && this.of(roomId),
      `${count} payloads of room ${roomId}`,
      timeoutMs,
    );
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}
