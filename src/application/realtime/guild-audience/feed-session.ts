import type { Id } from '../../../shared/ids';
import { type Dispatch, type GatewaySession, shardOf } from '../gateway';

/** Events kept for a session whose first state is still being read; beyond it the session is ended. */
export const HELD_EVENTS_MAX = 4_096;

/** A gateway session as the fan-out sees it. Until its first state was told, what happens is held back. */
export class FeedSession {
  /** The guilds it is connected to; kept by these. */
  readonly guildIds = new Set<Id>();
  /** Set once it is connected to all guilds it was in at first. */
  isConnected = false;
  private held: Dispatch[] | undefined = [];

  constructor(readonly session: GatewaySession) {}

  get userId(): Id {
    return this.session.identity.userId;
  }

  /** People and bots alike are told what their intents ask for; 0: told to everybody. */
  wants(intent: number): boolean {
    return intent === 0 || (this.session.identity.intents & intent) !== 0;
  }

  /** Whether the guild belongs to the session's shard; https://docs.discord.com/developers/events/gateway#sharding */
  servesGuild(guildId: Id): boolean {
    const [shardId, shardCount] = this.session.identity.shard;
    return shardCount === 1 || shardOf(guildId, shardCount) === shardId;
  }

  /** What belongs to no guild is told on the first shard. */
  get servesUser(): boolean {
    return this.session.identity.shard[0] === 0;
  }

  deliver(event: Dispatch): void {
    if (!this.held) return this.session.dispatch(event);
    if (this.held.length < HELD_EVENTS_MAX) this.held.push(event);
    else this.session.end('overflow');
  }

  /** The first state was dispatched to the session itself; what was held back follows. */
  release(): void {
    const held = this.held ?? [];
    this.held = undefined;
    for (const event of held) this.session.dispatch(event);
  }
}
