import { Injectable } from '@nestjs/common';
import { Clock } from '../../shared/clock';
import { Logger } from '../../shared/logger';
import { Metrics } from '../../shared/metrics';
import { Timers } from '../../shared/timers';
import type { Dispatch } from './dispatch';
import type { SessionEnd, SessionIdentity } from './gateway-session';
import { ReplayMemory } from './replay-log';
import { ResumableSession, type SessionLink, type SessionServices } from './resumable-session';
import { type PresenceInput, SessionFeed } from './session-feed';

/** How long a session without a socket waits to be resumed. */
export const RESUME_WINDOW_MS = 180_000;
/** Sessions without a socket at most; beyond it the one that has waited longest ends. */
export const DETACHED_SESSIONS_MAX = 20_000;
const SWEEP_INTERVAL_MS = 5_000;
/**
 * How long the first state of a session with a socket is kept to be told again. It is most of what a session costs, and
 * whoever lost it later than this after it was sent loses little by identifying anew.
 */
export const FIRST_STATE_KEPT_MS = 30_000;

/** All gateway sessions of this process, with and without a socket. A restart forgets them. */
@Injectable()
export class GatewaySessions {
  private readonly sessions = new Map<string, ResumableSession>();
  /** In the order in which they lost their sockets. */
  private readonly detached = new Set<ResumableSession>();
  private readonly memory = new ReplayMemory();
  private readonly services: SessionServices;
  /** Sessions whose first state was told and is kept, in the order of when. */
  private readonly fresh = new Map<ResumableSession, number>();
  private stopSweeping: (() => void) | undefined;

  constructor(
    private readonly feed: SessionFeed,
    private readonly clock: Clock,
    private readonly timers: Timers,
    private readonly metrics: Metrics,
    private readonly logger: Logger,
  ) {
    this.services = { clock, metrics, memory: this.memory, ended: (session, reason) => this.ended(session, reason) };
    metrics.gauge('gateway_sessions_attached', 'Gateway sessions with a socket', () => this.attachedCount);
    metrics.gauge('gateway_sessions_detached', 'Gateway sessions waiting to be resumed', () => this.detached.size);
    metrics.gauge('gateway_replay_bytes', 'Events kept to be told again', () => this.memory.bytes);
  }

  get attachedCount(): number {
    return this.sessions.size - this.detached.size;
  }

  get detachedCount(): number {
    return this.detached.size;
  }

  find(id: string): ResumableSession | undefined {
    return this.sessions.get(id);
  }

  /** A new session whose socket is `link`; it is told its first state. */
  open(
    id: string,
    identity: SessionIdentity,
    link: SessionLink,
    presence: PresenceInput | undefined,
  ): ResumableSession {
    const session = new ResumableSession(id, identity, this.services);
    this.sessions.set(id, session);
    this.stopSweeping ??= this.timers.every(SWEEP_INTERVAL_MS, () => this.sweep());
    session.attach(link, 0);
    void this.tellFirstState(session, presence);
    return session;
  }

  /** The session goes on with `link` as its socket, which is told everything after `s`, then RESUMED. */
  resume(session: ResumableSession, link: SessionLink, s: number): void {
    this.detached.delete(session);
    session.attach(link, s);
    session.dispatch(resumed);
    this.guarded(() => this.feed.attachedChanged(session));
  }

  /** `link` is gone. Nothing happens when the session has another socket by now, or is over. */
  detach(session: ResumableSession, link: SessionLink): void {
    if (session.isEnded || !session.isLinkedTo(link)) return;
    session.detach();
    this.detached.add(session);
    if (this.detached.size > DETACHED_SESSIONS_MAX) {
      this.metrics.limitReached('gateway_detached_sessions');
      const [oldest] = this.detached;
      oldest?.end('expired');
    }
    this.guarded(() => this.feed.attachedChanged(session));
  }

  private async tellFirstState(session: ResumableSession, presence: PresenceInput | undefined): Promise<void> {
    try {
      await this.feed.open(session, presence);
      session.firstStateTold();
      if (!session.isEnded) this.fresh.set(session, this.clock.nowMs());
    } catch (error) {
      if (!session.isEnded) this.logger.error('a gateway session could not be told its first state', { error });
      session.end('failed');
    }
  }

  private ended(session: ResumableSession, reason: SessionEnd): void {
    this.sessions.delete(session.id);
    this.detached.delete(session);
    this.fresh.delete(session);
    if (this.sessions.size === 0) {
      this.stopSweeping?.();
      this.stopSweeping = undefined;
    }
    this.logger.debug('a gateway session ended', { sessionId: session.id, reason });
    this.guarded(() => this.feed.close(session));
  }

  private sweepFirstStates(nowMs: number): void {
    for (const [session, toldAtMs] of this.fresh) {
      if (nowMs - toldAtMs < FIRST_STATE_KEPT_MS) return;
      this.fresh.delete(session);
      session.firstStateArrived();
    }
  }

  private sweep(): void {
    const nowMs = this.clock.nowMs();
    for (const session of this.detached) {
      if (nowMs - session.detachedAtMs < RESUME_WINDOW_MS) break;
      session.end('expired');
    }
    this.sweepFirstStates(nowMs);
    for (const session of this.sessions.values()) session.trim(nowMs);
  }

  /** The feed's faults are not the socket's. */
  private guarded(tell: () => void): void {
    try {
      tell();
    } catch (error) {
      this.logger.error('the feed of a gateway session failed', { error });
    }
  }
}

/** The last of a replay; https://docs.discord.com/developers/events/gateway-events#resumed */
const resumed: Dispatch = { name: 'RESUMED', body: Buffer.from('{}') };
