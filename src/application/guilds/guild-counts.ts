import { Injectable } from '@nestjs/common';
import type { Id } from '../../shared/ids';
import { Presences } from '../realtime';
import { GuildRepository } from './guild.repository';

export interface GuildCount {
  readonly members: number;
  /** As far as this process knows. */
  readonly online: number;
}

/** How many people guilds have, as of now. */
@Injectable()
export class GuildCounts {
  constructor(
    private readonly guilds: GuildRepository,
    private readonly presences: Presences,
  ) {}

  async of(guildId: Id): Promise<GuildCount> {
    const counts = await this.ofMany([guildId]);
    return counts.get(guildId) ?? { members: 0, online: 0 };
  }

  async ofMany(guildIds: readonly Id[]): Promise<ReadonlyMap<Id, GuildCount>> {
    const members = await this.guilds.memberCounts(guildIds);
    const online = await this.guilds.countAmong(guildIds, this.presences.onlineUserIds());
    return new Map([...members].map(([id, count]) => [id, { members: count, online: online.get(id) ?? 0 }]));
  }
}
