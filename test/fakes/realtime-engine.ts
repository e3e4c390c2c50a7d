import { EventEmitter } from 'node:events';
import type { Socket } from 'socket.io';

type EngineSocket = Socket['conn'];

/** What engine.io was given to write. */
export interface Written {
  readonly text: string;
  readonly frames: readonly Uint8Array[];
}

class FakeTransport {
  writable = true;
  readonly socket: { bufferedAmount: number; terminate(): void } | undefined;
  terminations = 0;

  constructor(readonly name: 'websocket' | 'polling') {
    if (name === 'websocket') this.socket = { bufferedAmount: 0, terminate: () => (this.terminations += 1) };
  }
}

/** An engine.io connection: a buffer that empties into the transport whenever that takes something. */
export class FakeEngine extends EventEmitter {
  readonly transport: FakeTransport;
  readonly written: Written[] = [];
  readonly closings: boolean[] = [];
  /** True: the transport is busy after each write until `ready`. */
  isSlow = false;
  private buffered = 0;

  constructor(name: 'websocket' | 'polling' = 'websocket') {
    super();
    this.transport = new FakeTransport(name);
  }

  /** The bytes that the WebSocket below holds. */
  set socketBytes(bytes: number) {
    if (this.transport.socket) this.transport.socket.bufferedAmount = bytes;
  }

  write(text: string, options: { readonly wsPreEncodedFrame?: readonly Uint8Array[] } = {}): void {
    this.emit('packetCreate', { type: 'message', data: text });
    this.written.push({ text, frames: options.wsPreEncodedFrame ?? [] });
    this.buffered += 1;
    this.flush();
  }

  /** The transport takes something again. */
  ready(): void {
    this.transport.writable = true;
    this.flush();
  }

  close(discard = false): void {
    this.closings.push(discard);
    this.emit('close');
  }

  private flush(): void {
    if (!this.transport.writable || this.buffered === 0) return;
    this.transport.writable = !this.isSlow;
    this.buffered = 0;
    this.emit('drain');
  }
}

/** The same, as the code that is tested calls it. */
export function engineSocketOf(engine: FakeEngine): EngineSocket {
  const candidate: object = engine;
  if (!isEngineSocket(candidate)) throw new Error('this is no connection of engine.io');
  return candidate;
}

const isEngineSocket = (value: object): value is EngineSocket => 'transport' in value && 'write' in value;
