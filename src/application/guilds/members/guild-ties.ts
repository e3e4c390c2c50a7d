import { Injectable } from '@nestjs/common';
import { identityError } from '../../../domain/identity';
import type { Id } from '../../../shared/ids';
import { AccountTies } from '../../identity';
import { GuildReader } from '../guild.reader';
import { LockedGuilds } from '../locked-guilds';
import { Membership } from '../membership';

/** A deleted account leaves its guilds; one that owns a guild must hand it over first. */
@Injectable()
export class GuildTies extends AccountTies {
  constructor(
    private readonly reader: GuildReader,
    private readonly guilds: LockedGuilds,
    private readonly membership: Membership,
  ) {
    super();
  }

  async release(userId: Id): Promise<void> {
    // In the order of their ids, in which everybody locks who needs several.
    for (const { guildId } of await this.reader.membershipsOf(userId)) {
      const snapshot = await this.guilds.lock(guildId);
      if (snapshot.guild.ownerId === userId) throw identityError('owns_guilds');
      await this.membership.end(snapshot, userId);
    }
  }
}
