import type { Socket } from 'socket.io';
import type { FrameBatch } from '../../../application/realtime';
import type { OutboundBudget } from '../../shared/outbound-queue';

type EngineSocket = Socket['conn'];

/** What engine.io understands beyond its declared options: a WebSocket frame made before, written as it is. */
interface EngineWriteOptions {
  readonly compress: false;
  readonly wsPreEncodedFrame: readonly Uint8Array[];
}

/** The part that counts of a packet of engine.io's, which it announces before it takes it. */
interface EnginePacket {
  readonly data?: { readonly length: number };
}

/**
 * Writes shared frames to one Socket.IO connection through engine.io's own buffer, so that acks and events keep their
 * order, and bounds what waits there together with the socket's buffer.
 */
export class SocketIoOutbound {
  /** What engine.io has taken since it last wrote everything out, acks and pings included. */
  private bufferedBytes = 0;
  private bufferedFrames = 0;
  private reported = 0;
  private isClosed = false;

  constructor(
    private readonly connection: EngineSocket,
    private readonly budget: OutboundBudget,
    private readonly onOverflow: () => void,
  ) {
    connection.on('packetCreate', (packet: EnginePacket) => this.taken(packet.data?.length ?? 0, 1));
    connection.on('drain', () => this.drained());
    connection.once('close', () => this.closed());
  }

  write(batch: FrameBatch): void {
    const [first] = batch.frames;
    if (!first || this.isClosed) return;
    if (this.connection.transport.name === 'websocket' && first.text !== undefined) {
      // One packet of engine.io's carries all frames: it writes the joined buffer and never looks at the text.
      this.taken(batch.byteLength - first.text.length, batch.frames.length - 1);
      this.hand(first.text, batch.joined());
    } else {
      for (const frame of batch.frames) this.hand(frame.text ?? '', frame.bytes);
    }
  }

  private hand(text: string, frame: Uint8Array): void {
    const options: EngineWriteOptions = { compress: false, wsPreEncodedFrame: [frame] };
    this.connection.write(text, options);
  }

  private taken(bytes: number, frames: number): void {
    this.bufferedBytes += bytes;
    this.bufferedFrames += frames;
    if (!this.connection.transport.writable) this.report();
  }

  private drained(): void {
    this.bufferedBytes = 0;
    this.bufferedFrames = 0;
    // The usual case: everything went out and nothing was reported as waiting.
    if (this.reported > 0 || socketBytes(this.connection) > 0) this.report();
  }

  private report(): void {
    if (this.isClosed) return;
    const before = this.reported;
    this.reported = this.bufferedBytes + socketBytes(this.connection);
    if (this.budget.report(before, this.reported, this.bufferedFrames)) return;
    this.closed();
    this.onOverflow();
  }

  private closed(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.budget.report(this.reported, 0, 0);
    this.reported = 0;
  }
}

/** Ends a connection that does not read: a close frame would wait behind all it has not read. */
export function terminateConnection(connection: EngineSocket): void {
  const webSocket = webSocketOf(connection);
  if (webSocket) webSocket.terminate();
  else connection.close(true);
}

/** What the WebSocket below still holds; polling holds nothing but engine.io's buffer. */
function socketBytes(connection: EngineSocket): number {
  return webSocketOf(connection)?.bufferedAmount ?? 0;
}

/** The part of `ws` needed here; engine.io keeps the socket of its WebSocket transport in an undeclared field. */
interface RawWebSocket {
  readonly bufferedAmount: number;
  terminate(): void;
}

function webSocketOf({ transport }: EngineSocket): RawWebSocket | undefined {
  return 'socket' in transport && isRawWebSocket(transport.socket) ? transport.socket : undefined;
}

function isRawWebSocket(value: unknown): value is RawWebSocket {
  return typeof value === 'object' && value !== null && 'bufferedAmount' in value && 'terminate' in value;
}
