import type { OpenAccess } from '../../../application/identity';
import type { FrameBatch } from '../../../application/realtime';
import type { Stay } from '../../../application/rooms/enter-room';
import type { RoomEndReason, RoomSession } from '../../../application/rooms/room-session';
import type { Logger } from '../../../application/shared/logger';
import type { Visitor } from '../../../domain/rooms';
import { AppError } from '../../../shared/errors';
import type { Id } from '../../../shared/ids';
import { parseJson } from '../../shared/json';
import type { OutboundQueue } from '../../shared/outbound-queue';
import type { HandedOver } from '../../shared/serial-inbox';
import type { ConnectionHandler, WebSocketConnection } from '../../shared/websocket-connection';
import { presentAnySocketError } from '../socket-errors';
import type { RawCommands } from './raw-commands';
import type { RawInput, RawSender } from './raw-input';
import { RAW_ENCODER, rawFrame } from './raw-frames';

/** Malformed frames in a row that close the connection. */
export const MALFORMED_FRAMES_MAX = 5;

export const rawCloseCodes = {
  stopping: 1_001,
  kicked: 4_001,
  revoked: 4_001,
  malformed: 4_002,
  banned: 4_003,
  expelled: 4_003,
  closed: 4_004,
  tooManyFrames: 4_008,
  replaced: 4_009,
} as const satisfies Record<RoomEndReason | 'malformed' | 'tooManyFrames', number>;

/** What the one who must go is told of before the close code says it exactly. */
const toldAsKicked: ReadonlySet<RoomEndReason> = new Set(['kicked', 'expelled', 'banned', 'replaced']);

/** https://www.iana.org/assignments/websocket/websocket.xhtml: the server cannot serve the client now. */
const TRY_AGAIN_LATER = 1_013;

/** One raw socket in its room. */
export class RawRoomSession implements RoomSession, ConnectionHandler, RawSender {
  readonly encoder = RAW_ENCODER;
  private readonly outbound: OutboundQueue;
  private stay: Stay | undefined;
  private access: OpenAccess | undefined;
  private isOver = false;
  private malformedInARow = 0;

  constructor(
    readonly roomId: Id,
    readonly visitor: Visitor,
    private readonly connection: WebSocketConnection,
    private readonly commands: RawCommands,
    private readonly logger: Logger,
  ) {
    this.outbound = connection.outbound;
  }

  /** An account's stay ends with its login. */
  endWith(access: OpenAccess): void {
    this.access = access;
    access.onEnd(() => this.end('revoked'));
  }

  /** From here on frames are worked on and the stay ends with the socket. */
  begin(stay: Stay): void {
    this.stay = stay;
    if (this.isOver) return stay.end();
    stay.begin();
  }

  deliver(batch: FrameBatch): void {
    this.outbound.write(batch.joined(), batch.frames.length);
  }

  terminate(reason: string): void {
    this.connection.terminate(reason);
  }

  tellMuted(): void {
    this.tell('YouAreMuted');
  }

  end(reason: RoomEndReason): void {
    if (toldAsKicked.has(reason)) this.tell('YouAreKicked');
    this.finish();
    this.connection.close(rawCloseCodes[reason], reason);
  }

  tell(type: string, payload?: unknown): void {
    this.connection.writeLater(rawFrame(type, payload));
  }

  /** At once, before whatever the hub writes next. */
  tellFirst(type: string, payload: unknown): void {
    this.connection.write(rawFrame(type, payload), 1);
  }

  /** The entering failed after the upgrade: the reason is told, then the socket is closed with its code. */
  refuse(error: unknown): void {
    const problem = presentAnySocketError(error, this.logger);
    this.tell('Error', problem);
    const code = { banned: rawCloseCodes.banned, room_closed: rawCloseCodes.closed }[String(problem.code)];
    this.finish();
    this.connection.close(code ?? TRY_AGAIN_LATER, problem.code);
  }

  tellError(error: unknown): void {
    this.tell('Error', presentAnySocketError(error, this.logger));
  }

  async frame(text: string | undefined): Promise<HandedOver | undefined> {
    let input: RawInput;
    try {
      input = readFrame(text);
    } catch (error) {
      this.malformed(error);
      return undefined;
    }
    this.malformedInARow = 0;
    try {
      return await this.commands.run(this, input);
    } catch (error) {
      this.tellError(error);
      return undefined;
    }
  }

  tooManyFrames(): void {
    this.tell('Error', { code: 'limited', message: 'too many frames' });
    this.connection.close(rawCloseCodes.tooManyFrames, 'too_many_frames');
  }

  closed(): void {
    this.finish();
  }

  private malformed(error: unknown): void {
    this.tellError(error);
    this.malformedInARow += 1;
    if (this.malformedInARow >= MALFORMED_FRAMES_MAX) {
      this.connection.close(rawCloseCodes.malformed, 'malformed');
    }
  }

  private finish(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.access?.close();
    this.stay?.end();
  }
}

/** @throws AppError `malformed` */
function readFrame(text: string | undefined): RawInput {
  if (text === undefined) throw malformed('frames are text');
  const frame = parseJson(text);
  if (typeof frame !== 'object' || frame === null || !('type' in frame) || typeof frame.type !== 'string') {
    throw malformed('a frame is {"type": "...", "payload": {...}}');
  }
  return { type: frame.type, payload: 'payload' in frame ? frame.payload : undefined };
}

const malformed = (message: string): AppError => new AppError('invalid', 'malformed', message);
