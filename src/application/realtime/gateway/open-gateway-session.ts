import { Injectable } from '@nestjs/common';
import { GuildReader } from '../../guilds';
import { AccessWatch, ApplicationRepository, type OpenAccess } from '../../identity';
import type { AccountActor } from '../../shared/actor';
import { GatewaySessions } from './gateway-sessions';
import { IdentifyLimits } from './identify-limits';
import { ALL_INTENTS, allowsIntents, areIntents } from './intents';
import type { ResumableSession, SessionLink } from './resumable-session';
import type { PresenceInput } from './session-feed';

/** Guilds one shard of a bot may have; with more it must use more shards. */
export const GUILDS_PER_SHARD_MAX = 2_500;

export interface OpenSessionInput {
  /** Without `Bot ` or `Bearer ` in front. */
  readonly token: string;
  /** As the client sent them; undefined means all, for people only. */
  readonly intents: unknown;
  readonly shard: readonly [id: number, count: number];
  readonly largeThreshold: number;
  readonly version: 9 | 10;
  readonly resumeUrl: string;
  readonly presence: PresenceInput | undefined;
  /** Unguessable; what the new session is called. */
  readonly sessionId: string;
  readonly link: SessionLink;
}

export type OpenedSession =
  | { readonly session: ResumableSession }
  | {
      /** Unknown bits; a privileged one the application does not have; too many guilds; too soon after the last. */
      readonly refusal: 'invalid_intents' | 'disallowed_intents' | 'sharding_required' | 'too_soon';
    };

/** IDENTIFY: a new session of the gateway for whoever has a valid token. */
@Injectable()
export class OpenGatewaySession {
  constructor(
    private readonly access: AccessWatch,
    private readonly applications: ApplicationRepository,
    private readonly guilds: GuildReader,
    private readonly limits: IdentifyLimits,
    private readonly sessions: GatewaySessions,
  ) {}

  /** @throws AppError unauthenticated `invalid_token` */
  async execute(input: OpenSessionInput): Promise<OpenedSession> {
    const access = await this.access.open(input.token);
    try {
      const opened = await this.open(input, access);
      if ('refusal' in opened) access.close();
      else endTogether(opened.session, access);
      return opened;
    } catch (error) {
      access.close();
      throw error;
    }
  }

  private async open(input: OpenSessionInput, { actor }: OpenAccess): Promise<OpenedSession> {
    const intents = input.intents ?? (actor.applicationId === undefined ? ALL_INTENTS : undefined);
    if (!areIntents(intents)) return { refusal: 'invalid_intents' };
    if (actor.applicationId !== undefined) {
      const refusal = await this.refusalOfBot(actor, actor.applicationId, intents, input.shard);
      if (refusal) return { refusal };
    }
    const { shard, largeThreshold, version, resumeUrl } = input;
    const identity = { userId: actor.userId, actor, intents, shard, largeThreshold, version, resumeUrl };
    return { session: this.sessions.open(input.sessionId, identity, input.link, input.presence) };
  }

  private async refusalOfBot(
    { userId }: AccountActor,
    applicationId: string,
    intents: number,
    [shardId, shardCount]: OpenSessionInput['shard'],
  ): Promise<'disallowed_intents' | 'sharding_required' | 'too_soon' | undefined> {
    const application = await this.applications.find(applicationId);
    if (!allowsIntents(application?.flags ?? 0, intents)) return 'disallowed_intents';
    const memberships = await this.guilds.membershipsOf(userId);
    const ofShard = memberships.filter(({ guildId }) => shardOf(guildId, shardCount) === shardId);
    if (ofShard.length > GUILDS_PER_SHARD_MAX) return 'sharding_required';
    return this.limits.take(userId, shardId) ? undefined : 'too_soon';
  }
}

/** The access may have been revoked meanwhile, and the session be over already. */
function endTogether(session: ResumableSession, access: OpenAccess): void {
  session.onEnd = () => access.close();
  access.onEnd(() => session.end('revoked'));
  if (session.isEnded) access.close();
}

const GUILD_TIME_SHIFT = 22n;

/** Which of a bot's shards is told of a guild; https://docs.discord.com/developers/events/gateway#sharding */
export const shardOf = (guildId: string, shardCount: number): number =>
  Number((BigInt(guildId) >> GUILD_TIME_SHIFT) % BigInt(shardCount));
