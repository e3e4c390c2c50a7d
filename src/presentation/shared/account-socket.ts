import type { OpenAccess } from '../../application/identity';
import {
  type FrameBatch,
  ONLINE,
  type PersonalSession,
  type Presences,
  type PresentSession,
} from '../../application/realtime';
import type { AccountActor } from '../../application/shared/actor';
import type { Logger } from '../../application/shared/logger';
import type { Dialect } from '../../application/shared/metrics';
import { AppError, isAppError } from '../../shared/errors';
import type { Id } from '../../shared/ids';
import { internalError } from './http-error-presenters';
import { parseJson } from './json';
import type { HandedOver } from './serial-inbox';
import type { ConnectionHandler, WebSocketConnection } from './websocket-connection';
import { textFrame } from './websocket-frame';

export const accountSocketCloseCodes = {
  unauthenticated: 4_001,
  revoked: 4_001,
  tooManyFrames: 4_008,
  /** More sockets of one person, or more events, than are kept. */
  overflow: 4_009,
  /** https://www.iana.org/assignments/websocket/websocket.xhtml: the server cannot serve the client now. */
  tryAgainLater: 1_013,
} as const;

/** Frames kept for a client that is not greeted yet; beyond it the socket is ended. */
export const GREETING_FRAMES_MAX = 4_096;

/** A client's frame: what it says stands in fields that the dialect reads. */
export type FrameFields = Readonly<Record<string, unknown>>;

/** One client of a dialect, once it is known who it is. */
export interface SocketTalk {
  /** The first frames; what was told since `open` was called follows. */
  greeting(): readonly object[];
  /**
   * One frame, begun when the one before was handed over or is done.
   * @throws what `presentError` is asked to write
   */
  frame(fields: FrameFields): Promise<HandedOver | undefined>;
  /** The socket is gone, perhaps before it was greeted; called once. */
  closed?(): void;
}

/** What a dialect makes of the sockets of accounts: JSON objects, one to a frame. */
export interface AccountSocketDialect {
  readonly dialect: Dialect;
  /** Names the dialect's encoder of the conversation feed. */
  readonly encoder: string;
  /** Reasons of the close frames of those who are not let in; at most 123 bytes each. */
  readonly refusals: { readonly missingToken: string; readonly badToken: string };
  /** Reads what the greeting shows. What the socket is told meanwhile waits for it. */
  open(socket: AccountSocket): Promise<SocketTalk>;
  /** The error as a frame. */
  presentError(error: AppError): object;
}

const malformed = (message: string): AppError => new AppError('invalid', 'malformed', message);
const tooManyFrames = (): AppError => new AppError('limited', 'limited', 'too many frames');

/** One socket of a person. They are here from the greeting until the socket is gone. */
export class AccountSocket implements PersonalSession, PresentSession, ConnectionHandler {
  readonly actor: AccountActor;
  readonly identity: PresentSession['identity'];
  readonly isAttached = true;
  readonly encoder: string;
  private talk: SocketTalk | undefined;
  private presences: Presences | undefined;
  private leave: (() => void) | undefined;
  /** What is told once the client is greeted. */
  private held: (() => void)[] | undefined = [];
  private heldFrames = 0;
  private isOver = false;

  constructor(
    private readonly connection: WebSocketConnection,
    private readonly access: OpenAccess,
    private readonly dialect: AccountSocketDialect,
    private readonly logger: Logger,
  ) {
    this.actor = access.actor;
    this.identity = { userId: access.actor.userId, actor: access.actor };
    this.encoder = dialect.encoder;
  }

  get userId(): Id {
    return this.actor.userId;
  }

  get authSessionId(): Id | undefined {
    return this.actor.authSessionId;
  }

  get isOpen(): boolean {
    return !this.isOver && this.connection.isOpen;
  }

  /** Called when the socket is gone; at once when it is already. */
  leaveWith(leave: () => void): void {
    if (this.isOver) leave();
    else this.leave = leave;
  }

  /** Greets the client and shows its owner to be here. */
  begin(talk: SocketTalk, presences: Presences): void {
    if (!this.isOpen) return talk.closed?.();
    this.talk = talk;
    for (const frame of talk.greeting()) this.write(frame);
    const held = this.held ?? [];
    this.held = undefined;
    for (const tell of held) tell();
    this.presences = presences;
    presences.begin(this);
  }

  /** Shows the owner to be away from the keyboard, unless another connection is not. */
  setAway(isAway: boolean): void {
    this.presences?.update(this, { ...ONLINE, status: isAway ? 'idle' : 'online' });
  }

  /** One frame to this socket alone, written at the end of the tick. */
  tell(frame: object): void {
    if (this.held) this.hold(1, () => this.write(frame));
    else this.write(frame);
  }

  /** What is no `AppError` is logged here and told without any detail. */
  tellError(error: unknown): void {
    this.tell(this.dialect.presentError(this.presentable(error)));
  }

  deliver(batch: FrameBatch): void {
    if (this.held) this.hold(batch.frames.length, () => this.deliver(batch));
    else this.connection.write(batch.joined(), batch.frames.length);
  }

  end(reason: 'revoked' | 'overflow'): void {
    this.connection.close(accountSocketCloseCodes[reason], reason);
    this.finish();
  }

  /** What the greeting shows could not be read. */
  fail(error: unknown): void {
    this.held = undefined;
    this.tellError(error);
    this.connection.close(accountSocketCloseCodes.tryAgainLater, 'unavailable');
    this.finish();
  }

  async frame(text: string | undefined): Promise<HandedOver | undefined> {
    try {
      return await this.talk?.frame(readFields(text));
    } catch (error) {
      this.tellError(error);
      return undefined;
    }
  }

  tooManyFrames(): void {
    this.tellError(tooManyFrames());
    this.connection.close(accountSocketCloseCodes.tooManyFrames, 'too_many_frames');
  }

  closed(): void {
    this.finish();
  }

  private finish(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.access.close();
    this.held = undefined;
    this.leave?.();
    this.presences?.end(this);
    this.talk?.closed?.();
  }

  private write(frame: object): void {
    this.connection.writeLater(textFrame(JSON.stringify(frame)));
  }

  private hold(frames: number, tell: () => void): void {
    this.held?.push(tell);
    this.heldFrames += frames;
    if (this.heldFrames > GREETING_FRAMES_MAX) this.end('overflow');
  }

  private presentable(error: unknown): AppError {
    if (isAppError(error)) return error;
    this.logger.error('a socket command failed', { dialect: this.dialect.dialect, error });
    return internalError('internal error');
  }
}

/** @throws AppError `malformed` */
function readFields(text: string | undefined): FrameFields {
  if (text === undefined) throw malformed('frames are text');
  const fields = parseJson(text);
  if (!isFields(fields)) throw malformed('a frame is a JSON object');
  return fields;
}

const isFields = (value: unknown): value is FrameFields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
