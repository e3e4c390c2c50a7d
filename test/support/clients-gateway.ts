import { once } from 'node:events';
import { constants, createInflate, inflateSync } from 'node:zlib';
import { type ClientOptions, WebSocket } from 'ws';
import { Received, until } from './clients';

export interface GatewayPayload {
  readonly op: number;
  readonly d: unknown;
  readonly s: number | null;
  readonly t: string | null;
  /** Whether it came compressed. */
  readonly wasBinary: boolean;
}

export interface GatewayReady {
  readonly session_id: string;
  readonly resume_gateway_url: string;
  readonly shard: readonly [number, number];
  readonly user: { readonly id: string };
  readonly guilds: readonly { readonly id: string }[];
}

export interface Identify {
  readonly token: string;
  readonly intents?: unknown;
  readonly [field: string]: unknown;
}

/** The end of each message of a zlib stream. */
export const ZLIB_SUFFIX = Buffer.from([0x00, 0x00, 0xff, 0xff]);

/** Guilds, their messages and direct messages: nothing that needs an application's flags. */
export const PLAIN_INTENTS = 0b1111_1100_0000_0001 & ~(1 << 15);

/** A client of the gateway without a library, whose payloads a test awaits one by one. */
export class GatewayClient {
  readonly received = new Received<GatewayPayload>();
  /** Frames as they came. */
  readonly frames: Buffer[] = [];
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  /** `s` of the newest event. */
  lastNumber = 0;
  private firstGuilds = 0;
  private readonly inflate = createInflate({ finishFlush: constants.Z_SYNC_FLUSH });
  private inflating: Promise<void> = Promise.resolve();

  constructor(readonly socket: WebSocket) {
    const isStream = socket.url.includes('zlib-stream');
    this.closed = new Promise((resolve) => {
      socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() }));
    });
    socket.on('error', () => undefined);
    socket.on('message', (data: Buffer, isBinary) => {
      this.frames.push(data);
      if (isStream && isBinary) this.inflating = this.inflating.then(() => this.readStream(data));
      else this.read(isBinary ? inflateSync(data) : data, isBinary);
    });
  }

  /** Resolves once HELLO is here. `url` is the gateway's, with its query. */
  static async connect(url: string, options: ClientOptions = {}): Promise<GatewayClient> {
    const client = new GatewayClient(new WebSocket(url, { perMessageDeflate: false, ...options }));
    const hello = client.nextOp(10);
    hello.catch(() => undefined);
    await once(client.socket, 'open');
    await hello;
    return client;
  }

  /** Identifies with all that needs no flags, unless told otherwise, and resolves with READY. */
  static async ready(url: string, identify: Identify, options: ClientOptions = {}): Promise<GatewayClient> {
    const client = await GatewayClient.connect(url, options);
    client.identify(identify);
    client.readyData = (await client.next('READY')) as GatewayReady;
    client.firstGuilds = client.readyData.guilds.length;
    return client;
  }

  /** Set by {@link ready}. */
  readyData!: GatewayReady;

  get sessionId(): string {
    return this.readyData.session_id;
  }

  identify(identify: Identify): void {
    const properties = { os: 'linux', browser: 'test', device: 'test' };
    this.send(2, { intents: PLAIN_INTENTS, properties, ...identify });
  }

  resume(token: string, sessionId: string, seq: unknown): void {
    this.send(6, { token, session_id: sessionId, seq });
  }

  send(op: unknown, d: unknown): void {
    this.socket.send(JSON.stringify({ op, d }));
  }

  /** Data of the next event of this name. */
  async next(t: string, matches: (d: unknown) => boolean = () => true): Promise<unknown> {
    return (await this.nextEvent(t, matches)).d;
  }

  nextEvent(t: string, matches: (d: unknown) => boolean = () => true): Promise<GatewayPayload> {
    return this.received.take((one) => one.t === t && matches(one.d), `an event ${t}`);
  }

  nextOp(op: number): Promise<GatewayPayload> {
    return this.received.take((one) => one.op === op, `a payload with opcode ${op}`);
  }

  /** Resolves when the server has worked on everything sent before, and what it said to that is here. */
  async settled(): Promise<void> {
    this.send(1, null);
    await this.nextOp(11);
  }

  /** Events that came, in their order. */
  get events(): readonly GatewayPayload[] {
    return this.received.all.filter((one) => one.op === 0);
  }

  get numbers(): readonly (number | null)[] {
    return this.events.map((one) => one.s);
  }

  /** The socket is lost without a word, after the first state, which is not told again. */
  async lose(): Promise<void> {
    const guildsTold = (): number => this.events.filter(({ t }) => t === 'GUILD_CREATE').length;
    await until(() => guildsTold() >= this.firstGuilds, 'all of the first state');
    this.socket.terminate();
    await this.closed;
  }

  async leave(code = 1_000): Promise<void> {
    this.socket.close(code);
    await this.closed;
  }

  private async readStream(data: Buffer): Promise<void> {
    const chunks: Buffer[] = [];
    const collect = (chunk: Buffer): void => void chunks.push(chunk);
    this.inflate.on('data', collect);
    await new Promise<void>((resolve) => {
      this.inflate.write(data, () => resolve());
    });
    this.inflate.off('data', collect);
    this.read(Buffer.concat(chunks), true);
  }

  private read(bytes: Buffer, wasBinary: boolean): void {
    const payload = { ...(JSON.parse(bytes.toString()) as GatewayPayload), wasBinary };
    if (payload.s !== null) this.lastNumber = payload.s;
    this.received.add(payload);
  }
}
