import { Injectable } from '@nestjs/common';
import {
  type FeedSession,
  FeedSessions,
  GuildConnector,
  type LiveGuild,
  LiveGuilds,
  Presences,
} from '../../../../application/realtime';
import {
  type GatewaySession,
  type MembersRequest,
  type PresenceInput,
  SessionFeed,
} from '../../../../application/realtime/gateway';
import { compareIds } from '../../../../shared/ids';
import { FirstState } from './first-state';
import { MemberChunks } from './member-chunks';

/** Guilds whose surroundings are read together for a session's first state. */
export const GUILDS_TOLD_TOGETHER = 100;

/** Everything that gateway sessions are told, from their first state on. */
@Injectable()
export class GatewayFeed extends SessionFeed {
  constructor(
    private readonly sessions: FeedSessions,
    private readonly connector: GuildConnector,
    private readonly guilds: LiveGuilds,
    private readonly firstState: FirstState,
    private readonly presences: Presences,
    private readonly chunks: MemberChunks,
  ) {
    super();
  }

  async open(session: GatewaySession, presence: PresenceInput | undefined): Promise<void> {
    const added = this.sessions.add(session);
    const guilds = await this.connector.connectAll(added);
    const ready = await this.firstState.gatherReady(added, guilds);
    await this.tellFirstState(added, ready, guilds);
    if (!session.isEnded) added.release();
    // What was held back may have been more than its socket takes.
    if (!session.isEnded) this.presences.begin(session, presence);
  }

  close(session: GatewaySession): void {
    const removed = this.sessions.find(session);
    if (!removed) return;
    // Others are told while it is still known which guilds it was in.
    this.presences.end(session);
    this.sessions.remove(session);
    this.disconnect(removed);
  }

  updatePresence(session: GatewaySession, input: PresenceInput): void {
    this.presences.update(session, input);
  }

  attachedChanged(session: GatewaySession): void {
    this.presences.attachedChanged(session);
  }

  async requestMembers(session: GatewaySession, input: MembersRequest): Promise<void> {
    const known = this.sessions.find(session);
    if (known) await this.chunks.tell(known, input);
  }

  private async tellFirstState(
    session: FeedSession,
    ready: Parameters<FirstState['tellReady']>[2],
    connected: readonly LiveGuild[],
  ): Promise<void> {
    const guilds = connected
      .filter((guild) => guild.isConnected(session))
      .sort((one, other) => compareIds(one.id, other.id));
    this.firstState.tellReady(
      session,
      guilds.map(({ id }) => id),
      ready,
    );
    for (let first = 0; first < guilds.length; first += GUILDS_TOLD_TOGETHER) {
      const together = guilds.slice(first, first + GUILDS_TOLD_TOGETHER);
      const around = await this.firstState.gather(session, together);
      for (const guild of together) {
        if (guild.isConnected(session)) this.firstState.tellFirstGuild(session, guild, around);
      }
      await session.session.whenWritable();
      if (session.session.isEnded) return;
    }
  }

  /** A session that is still being connected is not connected any further, because it has ended. */
  private disconnect(session: FeedSession): void {
    for (const guildId of [...session.guildIds]) {
      const guild = this.guilds.find(guildId);
      if (guild) this.guilds.disconnect(guild, [session]);
    }
  }
}
