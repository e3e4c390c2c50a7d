import { AccessTokens, AccessWatch, ApplicationRepository } from '../../src/application/identity';
import { ServerState } from '../../src/application/operations/server-state';
import {
  type GatewaySession,
  GatewaySessions,
  IdentifyLimits,
  type MembersRequest,
  OpenGatewaySession,
  type PresenceInput,
  ResumeGatewaySession,
  SessionFeed,
} from '../../src/application/realtime/gateway';
import type { AccountActor } from '../../src/application/shared/actor';
import type { Application } from '../../src/domain/identity';
import { InvalidationHub } from '../../src/infrastructure/persistence/invalidation-hub';
import { GatewayAddress } from '../../src/presentation/discord/gateway/connection/gateway-address';
import { GatewayHeartbeats } from '../../src/presentation/discord/gateway/connection/gateway-heartbeats';
import { GatewayServices } from '../../src/presentation/discord/gateway/connection/gateway-services';
import { GatewayRoute } from '../../src/presentation/discord/gateway/connection/gateway.route';
import { ClientAddress } from '../../src/presentation/shared/client-address';
import { ConnectionGuard } from '../../src/presentation/shared/connection-guard';
import { HeartbeatMonitor } from '../../src/presentation/shared/heartbeat';
import { HttpErrorPresenters } from '../../src/presentation/shared/http-error-presenters';
import { OutboundBudget } from '../../src/presentation/shared/outbound-queue';
import { SocketDrain } from '../../src/presentation/shared/socket-drain';
import { UpgradeRouter } from '../../src/presentation/shared/upgrade-router';
import { AppError } from '../../src/shared/errors';
import type { Id } from '../../src/shared/ids';
import { GatewayClient, type Identify } from '../support/clients-gateway';
import { FakeGuildReader } from './guilds-reader';
import { FakeAuthSessionRepository } from './identity-storage';
import { ConnectionMetrics } from './realtime-connections';
import { LocalServer, settingsWith, type TestHttpSettings } from './realtime-http';
import { SilentLogger } from './rooms-log';
import { ManualTimers } from './timers';

/** Tokens by their text. */
export class FakeTokens extends AccessTokens {
  readonly actors = new Map<string, AccountActor>();
  /** How often one was asked for. */
  asked = 0;
  /** Awaited before each answer. */
  before: () => Promise<void> = () => Promise.resolve();

  async resolve(token: string): Promise<AccountActor> {
    this.asked += 1;
    await this.before();
    const actor = this.actors.get(token);
    if (!actor) throw new AppError('unauthenticated', 'invalid_token', 'Unauthorized');
    return actor;
  }

  async loginExpiresAtMs(): Promise<number> {
    return Infinity;
  }
}

const refuse = (): Promise<never> => Promise.reject(new Error('nothing is written here'));

/** Applications that are only looked up. */
export class FoundApplications extends ApplicationRepository {
  readonly byId = new Map<Id, Application>();

  async find(id: Id): Promise<Application | undefined> {
    return this.byId.get(id);
  }
  async list(): Promise<readonly Application[]> {
    return [...this.byId.values()];
  }
  async findBot(): Promise<undefined> {}
  insert = refuse;
  update = refuse;
  addBot = refuse;
  setBotToken = refuse;
}

/** Tells READY alone, and what a test wants. */
export class FakeFeed extends SessionFeed {
  readonly opened: GatewaySession[] = [];
  readonly closed: GatewaySession[] = [];
  readonly presences: (PresenceInput | undefined)[] = [];
  readonly requests: MembersRequest[] = [];
  /** Whether each change left the session with a socket. */
  readonly attachments: boolean[] = [];
  /** Told after READY. */
  firstState: (session: GatewaySession) => Promise<void> = () => Promise.resolve();

  async open(session: GatewaySession, presence: PresenceInput | undefined): Promise<void> {
    this.opened.push(session);
    this.presences.push(presence);
    const { userId, resumeUrl, shard, version } = session.identity;
    session.dispatch(
      event('READY', {
        v: version,
        user: { id: userId },
        guilds: [],
        session_id: session.id,
        resume_gateway_url: resumeUrl,
        shard,
      }),
    );
    await this.firstState(session);
  }

  close(session: GatewaySession): void {
    this.closed.push(session);
  }

  updatePresence(_session: GatewaySession, input: PresenceInput): void {
    this.presences.push(input);
  }

  requestMembers(_session: GatewaySession, input: MembersRequest): Promise<void> {
    this.requests.push(input);
    return Promise.resolve();
  }

  attachedChanged(session: GatewaySession): void {
    this.attachments.push(session.isAttached);
  }
}

export const event = (name: string, data: unknown): { name: string; body: Buffer } => ({
  name,
  body: Buffer.from(JSON.stringify(data)),
});

/** Time stands still; what waits for the end of a tick runs then. */
class TickingTimers extends ManualTimers {
  override endOfTick(work: () => void): void {
    setImmediate(work);
  }
}

export const PERSON = { token: 'token-of-a-person', userId: '1000' } as const;
export const OTHER = { token: 'token-of-another', userId: '1001' } as const;
export const BOT = { token: 'token-of-a-bot', userId: '1002', applicationId: '2000' } as const;

/** The gateway over this machine's loopback: everything is real but time, tokens, storage and the feed. */
export class GatewayWorld {
  readonly timers = new TickingTimers();
  readonly clock = this.timers.clock;
  readonly metrics = new ConnectionMetrics();
  readonly logger = new SilentLogger();
  readonly settings: TestHttpSettings;
  readonly tokens = new FakeTokens();
  readonly invalidations = new InvalidationHub(this.logger);
  readonly access = new AccessWatch(
    this.tokens,
    new FakeAuthSessionRepository(),
    this.clock,
    this.timers,
    this.logger,
    this.invalidations,
  );
  readonly applications = new FoundApplications();
  readonly guilds = new FakeGuildReader();
  readonly feed = new FakeFeed();
  readonly sessions: GatewaySessions;
  readonly limits: IdentifyLimits;
  readonly drain: SocketDrain;
  private readonly http = new LocalServer();
  private readonly clients: GatewayClient[] = [];

  constructor(changes: Partial<TestHttpSettings> = {}) {
    this.settings = settingsWith({ rateLimits: false, ...changes });
    const { clock, timers, metrics, logger, settings } = this;
    const guard = new ConnectionGuard(settings, new ClientAddress(settings), new ServerState(), clock, metrics);
    const budget = new OutboundBudget(timers, metrics);
    const monitor = new HeartbeatMonitor(clock, timers);
    const errors = new HttpErrorPresenters();
    const router = new UpgradeRouter(guard, errors, timers, logger, clock, metrics, monitor, budget);
    this.sessions = new GatewaySessions(this.feed, clock, timers, metrics, logger);
    this.limits = new IdentifyLimits(settings, clock, metrics);
    this.drain = new SocketDrain(router, guard, timers);
    const services = new GatewayServices(
      new OpenGatewaySession(this.access, this.applications, this.guilds, this.limits, this.sessions),
      new ResumeGatewaySession(this.tokens, this.sessions),
      this.sessions,
      this.feed,
      new GatewayHeartbeats(clock, timers),
      budget,
      clock,
      metrics,
      logger,
      settings,
    );
    new GatewayRoute(router, this.drain, new GatewayAddress(settings), services).onModuleInit();
    router.listen(this.http.server);
    this.tokens.actors.set(PERSON.token, { kind: 'account', userId: PERSON.userId });
    this.tokens.actors.set(OTHER.token, { kind: 'account', userId: OTHER.userId });
    const { userId, applicationId } = BOT;
    this.tokens.actors.set(BOT.token, { kind: 'account', userId, applicationId });
    this.setFlags(0);
  }

  get url(): string {
    return `ws://127.0.0.1:${this.http.port}`;
  }

  start(): Promise<void> {
    return this.http.listen();
  }

  async stop(): Promise<void> {
    for (const client of this.clients) client.socket.terminate();
    await this.http.close();
  }

  /** What the bot's application may be told. */
  setFlags(flags: number): void {
    const { applicationId: id, userId: botUserId } = BOT;
    const application = { id, ownerId: PERSON.userId, name: 'robot', description: '', botUserId, isBotPublic: true };
    this.applications.byId.set(id, { ...application, flags });
  }

  async connect(path = '/gateway?v=10&encoding=json'): Promise<GatewayClient> {
    const client = await GatewayClient.connect(`${this.url}${path}`);
    this.clients.push(client);
    return client;
  }

  async ready(identify: Partial<Identify> = {}, path?: string): Promise<GatewayClient> {
    const client = await this.connect(path);
    client.identify({ token: PERSON.token, ...identify });
    client.readyData = (await client.next('READY')) as GatewayClient['readyData'];
    return client;
  }

  /** The server's side of a client's session. */
  sessionOf(client: GatewayClient): GatewaySession {
    const session = this.feed.opened.find(({ id }) => id === client.sessionId);
    if (!session) throw new Error('the client has no session');
    return session;
  }
}
