import { Injectable } from '@nestjs/common';
import { compareIds, type Id } from '../../shared/ids';
import type { AccountActor } from '../shared/actor';
import { GuildAccess, type GuildView } from './guild-access';
import { GuildReader } from './guild.reader';

export const OWN_GUILDS_PAGE_MAX = 200;

export interface ListOwnGuildsInput {
  /** Only guilds with a smaller id; excludes `after`. */
  readonly before?: Id;
  readonly after?: Id;
  /** At most {@link OWN_GUILDS_PAGE_MAX}. */
  readonly limit: number;
}

/** The guilds somebody is in. */
@Injectable()
export class ListOwnGuilds {
  constructor(
    private readonly reader: GuildReader,
    private readonly access: GuildAccess,
  ) {}

  /** Ascending by id; with `before` those next to it. */
  async execute({ userId }: AccountActor, { before, after, limit }: ListOwnGuildsInput): Promise<readonly GuildView[]> {
    const memberships = await this.reader.membershipsOf(userId);
    const wanted = memberships.filter(
      ({ guildId }) =>
        (before === undefined || compareIds(guildId, before) < 0) &&
        (after === undefined || compareIds(guildId, after) > 0),
    );
    const page = before === undefined ? wanted.slice(0, limit) : wanted.slice(-limit);
    const snapshots = await this.reader.snapshots(page.map(({ guildId }) => guildId));
    return page.flatMap((member) => {
      const snapshot = snapshots.get(member.guildId);
      return snapshot ? [this.access.viewGuild(snapshot, member)] : [];
    });
  }
}
