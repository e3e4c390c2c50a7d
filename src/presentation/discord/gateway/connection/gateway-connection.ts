import { randomBytes } from 'node:crypto';
import type {
  MembersRequest,
  ResumableSession,
  SessionEnd,
  SessionLink,
} from '../../../../application/realtime/gateway';
import { isAppError } from '../../../../shared/errors';
import type { Monitored } from '../../../shared/heartbeat';
import type { HandedOver } from '../../../shared/serial-inbox';
import type { ConnectionHandler, WebSocketConnection } from '../../../shared/websocket-connection';
import { FullMemberRequests } from './full-member-requests';
import {
  type GatewayInput,
  readGatewayInput,
  readHeartbeat,
  readIdentify,
  readMembersRequest,
  readPresence,
  readResume,
} from './gateway-input';
import type { GatewayServices } from './gateway-services';
import { GatewayWriter } from './gateway-writer';
import { type PayloadCodec, PayloadDeflateCodec } from './payload-codecs';
import {
  controlPayload,
  GATEWAY_HEARTBEAT_INTERVAL_MS,
  GatewayOp,
  gatewayCloseCodes,
  type GatewayCloseReason,
  ignoredOps,
} from './protocol';

const NORMAL_CLOSURE = 1_000;
const GOING_AWAY = 1_001;
const SESSION_ID_BYTES = 16;

/** What the client asked for with its address. */
export interface GatewayQuery {
  readonly version: 9 | 10;
  readonly resumeUrl: string;
  /** Compression of the whole connection. */
  readonly codec: PayloadCodec | undefined;
}

/** `new` until a session is opened or resumed, which takes a moment (`joining`), then `joined`, at last `over`. */
type State = 'new' | 'joining' | 'joined' | 'over';

/** One socket of the gateway: opcodes in, the events of its session out. */
export class GatewayConnection implements ConnectionHandler, SessionLink, Monitored {
  lastHeardAtMs: number;
  lastPingedAtMs: number;
  private state: State = 'new';
  private session: ResumableSession | undefined;
  private fullRequests: FullMemberRequests | undefined;
  private readonly writer: GatewayWriter;

  constructor(
    private readonly connection: WebSocketConnection,
    private readonly query: GatewayQuery,
    private readonly services: GatewayServices,
  ) {
    const nowMs = services.clock.nowMs();
    this.lastHeardAtMs = nowMs;
    this.lastPingedAtMs = nowMs;
    this.writer = new GatewayWriter(connection, services.budget, services.metrics);
    if (query.codec) this.writer.compressWith(query.codec);
    services.heartbeats.watch(this);
  }

  hello(): void {
    this.tell(GatewayOp.hello, { heartbeat_interval: GATEWAY_HEARTBEAT_INTERVAL_MS });
  }

  /** Asks the client to come back, because the server stops. */
  async farewell(): Promise<void> {
    this.tell(GatewayOp.reconnect, null);
    await this.writer.told();
    this.connection.close(GOING_AWAY, 'stopping');
  }

  refuse(reason: GatewayCloseReason): void {
    this.connection.close(gatewayCloseCodes[reason], reason);
  }

  async frame(text: string | undefined): Promise<HandedOver | undefined> {
    try {
      await this.run(readGatewayInput(text));
    } catch (error) {
      this.fail(error);
    }
    return undefined;
  }

  tooManyFrames(): void {
    this.refuse('rate_limited');
  }

  closed(code: number): void {
    this.state = 'over';
    this.services.heartbeats.unwatch(this);
    this.services.left(this);
    this.writer.close();
    const { session } = this;
    this.session = undefined;
    if (!session) return;
    const saidGoodbye = code === NORMAL_CLOSURE || code === GOING_AWAY;
    if (saidGoodbye && session.isLinkedTo(this)) session.end('closed');
    else this.services.sessions.detach(session, this);
  }

  linked(session: ResumableSession): void {
    this.session = session;
    this.writer.follow(session);
  }

  wake(): void {
    this.writer.wake();
  }

  cut(): void {
    this.connection.terminate('slow_consumer');
    if (this.session) this.services.sessions.detach(this.session, this);
  }

  replaced(): void {
    this.writer.follow(undefined);
    this.session = undefined;
    this.connection.close(gatewayCloseCodes.unknown_error, 'resumed_elsewhere');
  }

  ended(reason: SessionEnd): void {
    this.writer.follow(undefined);
    this.session = undefined;
    this.refuse(reason === 'revoked' ? 'authentication_failed' : 'unknown_error');
  }

  /** The monitor's turn: whoever has not been heard of is asked. */
  ping(): void {
    const silentMs = this.services.clock.nowMs() - this.lastHeardAtMs;
    if (silentMs >= GATEWAY_HEARTBEAT_INTERVAL_MS) this.tell(GatewayOp.heartbeat, null);
  }

  silent(): void {
    this.services.metrics.limitReached('gateway_heartbeat_timeout');
    this.refuse('session_timed_out');
  }

  private async run({ op, d }: GatewayInput): Promise<void> {
    switch (op) {
      case GatewayOp.heartbeat:
        return this.heartbeat(d);
      case GatewayOp.identify:
        return this.state === 'new' ? this.identify(d) : this.refuse('already_authenticated');
      case GatewayOp.resume:
        return this.state === 'new' ? this.resume(d) : this.refuse('already_authenticated');
      case GatewayOp.updatePresence:
        return this.withSession((session) => this.services.feed.updatePresence(session, readPresence(d)));
      case GatewayOp.requestMembers:
        return this.withSession((session) => this.requestMembers(session, readMembersRequest(d)));
      default:
        if (!ignoredOps.has(op)) return this.refuse('unknown_opcode');
        return this.withSession(() => undefined);
    }
  }

  private heartbeat(d: unknown): void {
    this.lastHeardAtMs = this.services.clock.nowMs();
    this.tell(GatewayOp.heartbeatAck, null);
    const seq = readHeartbeat(d);
    if (seq !== undefined) this.session?.acknowledged(seq);
  }

  private async identify(d: unknown): Promise<void> {
    const { wantsCompression, shard, ...input } = readIdentify(d);
    if (!shard) return this.refuse('invalid_shard');
    this.state = 'joining';
    if (wantsCompression && !this.writer.isCompressed) this.writer.compressWith(new PayloadDeflateCodec());
    const { version, resumeUrl } = this.query;
    const sessionId = randomBytes(SESSION_ID_BYTES).toString('hex');
    const opened = await this.services.open.execute({ ...input, shard, version, resumeUrl, sessionId, link: this });
    if ('session' in opened) this.state = 'joined';
    else if (opened.refusal === 'too_soon') this.invalidSession();
    else this.refuse(opened.refusal);
  }

  private async resume(d: unknown): Promise<void> {
    const { token, sessionId, seq } = readResume(d);
    if (seq === undefined) return this.refuse('invalid_seq');
    this.state = 'joining';
    const resumed = await this.services.resume.execute({ token, sessionId, lastNumber: seq, link: this });
    if ('session' in resumed) this.state = 'joined';
    else if (resumed.refusal === 'beyond_head') this.refuse('invalid_seq');
    else this.invalidSession();
  }

  /** The client may identify on this socket. */
  private invalidSession(): void {
    this.state = 'new';
    this.tell(GatewayOp.invalidSession, false);
  }

  private withSession(work: (session: ResumableSession) => void): void {
    if (this.session) work(this.session);
    else if (this.state !== 'joined') this.refuse('not_authenticated');
  }

  private requestMembers(session: ResumableSession, request: MembersRequest): void {
    const isFull = request.query === '' && request.limit === 0;
    const waitMs = isFull ? this.waitForFullRequest(request) : 0;
    if (waitMs > 0) return this.tellToWait(session, request, waitMs);
    this.services.feed.requestMembers(session, request).catch((error: unknown) => {
      this.services.logger.error('members could not be told', { error, guildId: request.guildId });
    });
  }

  private waitForFullRequest({ guildId }: MembersRequest): number {
    if (!this.services.hasLimits) return 0;
    this.fullRequests ??= new FullMemberRequests();
    return this.fullRequests.take(guildId, this.services.clock.nowMs());
  }

  /** https://docs.discord.com/developers/events/gateway-events#rate-limited */
  private tellToWait(session: ResumableSession, { guildId, nonce }: MembersRequest, waitMs: number): void {
    this.services.metrics.limitReached('gateway_member_requests');
    const meta = { guild_id: guildId, ...(nonce !== undefined && { nonce }) };
    const data = { opcode: GatewayOp.requestMembers, retry_after: waitMs / 1_000, meta };
    session.dispatch({ name: 'RATE_LIMITED', body: Buffer.from(JSON.stringify(data)) });
  }

  private tell(op: number, d: unknown): void {
    this.writer.tell(controlPayload(op, d));
  }

  private fail(error: unknown): void {
    if (isAppError(error) && error.kind === 'unauthenticated') return this.refuse('authentication_failed');
    if (isAppError(error) && error.kind === 'invalid') return this.refuse('decode_error');
    this.services.logger.error('a gateway payload failed', { error });
    this.refuse('unknown_error');
  }
}
