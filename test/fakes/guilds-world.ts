import { LockedChannels } from '../../src/application/guilds';
import { OverwriteTargets } from '../../src/application/guilds/channels/overwrite-targets';
import type { GuildChannel } from '../../src/domain/guilds';
import type { Id } from '../../src/shared/ids';
import { FakeGuildChannelRepository, FakeGuildRepository } from './guilds-storage';
import { MembersWorld } from './members-world';

/** A guild with an owner, a member and a channel, and what the use cases of guilds and channels stand on, in memory. */
export class GuildsWorld extends MembersWorld {
  readonly guildRepository = new FakeGuildRepository(this.reader, this.uow);
  readonly channels = new FakeGuildChannelRepository(this.reader);
  readonly lockedChannels = new LockedChannels(this.guilds, this.access, this.uow);
  readonly targets = new OverwriteTargets(this.users);

  channel(changes: Partial<GuildChannel> = {}): GuildChannel {
    return this.reader.addChannel(this.guildId, { id: this.ids.next(), ...changes });
  }

  /** What is stored of a channel now. */
  storedChannel(channelId: Id): GuildChannel | undefined {
    return this.reader.guilds.get(this.guildId)?.channels.get(channelId);
  }

  storedGuild(guildId = this.guildId) {
    return this.reader.guilds.get(guildId);
  }
}
