import type { Socket } from 'socket.io';
import type { FrameBatch } from '../../../application/realtime';
import type { Id } from '../../../shared/ids';
import { AppError } from '../../../shared/errors';
import type { ConnectionGuard } from '../../shared/connection-guard';
import { type HandedOver, SerialInbox } from '../../shared/serial-inbox';
import { TokenBucket } from '../../shared/token-bucket';
import { INBOUND_FRAMES_BURST, INBOUND_FRAMES_PER_SECOND } from '../../shared/websocket-connection';
import { presentAnySocketError } from '../socket-errors';
import type { CommandSocket } from './command-socket';
import type { Handshake } from './handshake';
import type { RoomsSocketServices } from './rooms-socket-services';
import { SocketIoOutbound, terminateConnection } from './socketio-outbound';
import type { SocketIoRoomSession } from './socketio-room-session';

/** Frames waiting behind those in flight; a further one is refused. */
export const INBOX_WAITING_MAX = 256;

interface InboundEvent {
  readonly name: string;
  readonly payload: unknown;
  readonly ack: ((answer: object) => void) | undefined;
}

/** One Socket.IO socket: its rooms, its commands in order, what waits for it within bounds. */
export class RoomsSocket implements CommandSocket {
  readonly rooms = new Map<Id, SocketIoRoomSession>();
  readonly address: string;
  private readonly inbox: SerialInbox<InboundEvent>;
  private readonly outbound: SocketIoOutbound;
  private readonly bucket: TokenBucket;

  constructor(
    private readonly socket: Socket,
    readonly handshake: Handshake,
    private readonly services: RoomsSocketServices,
    guard: ConnectionGuard,
  ) {
    this.address = guard.addressOf(socket.request);
    this.bucket = new TokenBucket(INBOUND_FRAMES_PER_SECOND, INBOUND_FRAMES_BURST, services.clock.nowMs());
    this.outbound = new SocketIoOutbound(socket.conn, services.budget, () => this.terminate('slow_consumer'));
    // Reading cannot be paused below engine.io; what it reads meanwhile is bounded here instead.
    this.inbox = new SerialInbox(
      (event) => this.handle(event),
      () => undefined,
    );
    socket.onAny((name: string, ...parameters: unknown[]) => this.received(name, parameters));
    socket.on('disconnect', () => this.gone());
    handshake.access?.onEnd(() => this.revoked());
  }

  get isConnected(): boolean {
    return this.socket.connected;
  }

  deliver(batch: FrameBatch): void {
    if (this.socket.connected) this.outbound.write(batch);
  }

  emit(event: string, payload: object): void {
    this.socket.emit(event, payload);
  }

  add(session: SocketIoRoomSession): void {
    this.rooms.set(session.roomId, session);
  }

  forget(session: SocketIoRoomSession): void {
    if (this.rooms.get(session.roomId) === session) this.rooms.delete(session.roomId);
  }

  terminate(reason: string): void {
    this.services.logger.debug('a Socket.IO connection was cut', { reason });
    terminateConnection(this.socket.conn);
  }

  closeForRestart(): void {
    this.socket.conn.close();
  }

  private received(name: string, parameters: readonly unknown[]): void {
    const last = parameters.at(-1);
    const ack = isAck(last) ? last : undefined;
    const event: InboundEvent = { name, payload: isAck(parameters[0]) ? undefined : parameters[0], ack };
    if (!this.bucket.take(this.services.clock.nowMs())) return this.tooMany(event);
    if (this.inbox.depth >= INBOX_WAITING_MAX) {
      return this.fail(event, new AppError('limited', 'limited', 'too many commands are waiting'));
    }
    this.inbox.push(event);
  }

  private tooMany(event: InboundEvent): void {
    this.services.metrics.limitReached('inbound_frames');
    this.fail(event, new AppError('limited', 'limited', 'too many frames'));
    this.socket.disconnect(true);
  }

  private async handle(event: InboundEvent): Promise<HandedOver | undefined> {
    if (!this.socket.connected) return undefined;
    try {
      const answer = await this.services.commands.run(this, event.name, event.payload, (data) =>
        this.answer(event, data),
      );
      if (!answer) return undefined;
      return {
        settled: answer.committed.then(
          (data) => this.answer(event, data),
          (error: unknown) => this.fail(event, error),
        ),
      };
    } catch (error) {
      this.fail(event, error);
      return undefined;
    }
  }

  private answer({ ack }: InboundEvent, data: object): void {
    ack?.({ ok: true, data });
  }

  /** Without an ack to carry it the error is an event of its own. */
  private fail({ ack, name }: InboundEvent, error: unknown): void {
    const problem = presentAnySocketError(error, this.services.logger);
    if (ack) ack({ ok: false, error: problem });
    else this.socket.emit('error', { event: name.slice(0, EVENT_SHOWN_MAX), ...problem });
  }

  /** The login the socket was opened with has ended. */
  private revoked(): void {
    for (const session of [...this.rooms.values()]) session.end('revoked');
    this.socket.disconnect(true);
  }

  private gone(): void {
    this.inbox.clear();
    this.handshake.access?.close();
    for (const session of [...this.rooms.values()]) session.finish();
  }
}

/** The only function a packet can bring is its ack. */
const isAck = (value: unknown): value is (answer: object) => void => typeof value === 'function';

/** How much of an event's name an error repeats. */
const EVENT_SHOWN_MAX = 64;
