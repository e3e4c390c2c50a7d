import { GuildChannelRepository, GuildRepository } from '../../src/application/guilds';
import type { UnitOfWork } from '../../src/application/shared/unit-of-work';
import type { Guild, GuildChannel, Overwrite } from '../../src/domain/guilds';
import { assert } from '../../src/shared/assert';
import type { Id } from '../../src/shared/ids';
import type { FakeGuildReader } from './guilds-reader';

/** The guilds of a reader as they are written. */
export class FakeGuildRepository extends GuildRepository {
  constructor(
    private readonly reader: FakeGuildReader,
    private readonly uow: UnitOfWork,
  ) {
    super();
  }

  async insert(guild: Guild): Promise<void> {
    const inner = { roles: new Map(), channels: new Map(), emojis: new Map() };
    this.reader.guilds.set(guild.id, { guild: { ...guild, memberCount: 0 }, ...inner });
  }

  async update(guild: Guild): Promise<void> {
    const known = this.reader.guilds.get(guild.id);
    if (!known) return;
    this.reader.guilds.set(guild.id, { ...known, guild: { ...guild, memberCount: known.guild.memberCount } });
  }

  async end(guildId: Id): Promise<void> {
    for (const thread of this.reader.threads.values()) {
      if (thread.guildId === guildId) this.reader.closeChannel(thread.id);
    }
    for (const channelId of this.reader.guilds.get(guildId)?.channels.keys() ?? []) this.reader.closeChannel(channelId);
    this.reader.guilds.delete(guildId);
    this.reader.dropMembers((member) => member.guildId === guildId);
  }

  async countGuildsOf(userId: Id): Promise<number> {
    assert(this.uow.active, 'guilds are only counted inside a unit of work');
    return this.reader.memberships.filter((member) => member.userId === userId).length;
  }

  async memberCounts(guildIds: readonly Id[]): Promise<ReadonlyMap<Id, number>> {
    const known = guildIds.flatMap((id) => this.reader.guilds.get(id) ?? []);
    return new Map(known.map(({ guild }) => [guild.id, guild.memberCount]));
  }

  async countAmong(guildIds: readonly Id[], userIds: readonly Id[]): Promise<ReadonlyMap<Id, number>> {
    const among = this.reader.memberships.filter(({ userId }) => userIds.includes(userId));
    return new Map(guildIds.map((id) => [id, among.filter(({ guildId }) => guildId === id).length]));
  }
}

/** The channels of a reader's guilds as they are written. */
export class FakeGuildChannelRepository extends GuildChannelRepository {
  /** What {@link heads} answers. */
  readonly newest = new Map<Id, Id>();

  constructor(private readonly reader: FakeGuildReader) {
    super();
  }

  async insert(channels: readonly GuildChannel[]): Promise<void> {
    for (const channel of channels) this.reader.putChannel(channel);
  }

  async update(channels: readonly GuildChannel[]): Promise<void> {
    for (const channel of channels) {
      const { overwrites, lastMessageId, lastPinAtMs } = this.find(channel.id);
      this.reader.putChannel({ ...channel, overwrites, lastMessageId, lastPinAtMs });
    }
  }

  async close(channelId: Id): Promise<void> {
    for (const thread of this.reader.threads.values()) {
      if (thread.parentId === channelId) this.reader.closeChannel(thread.id);
    }
    this.reader.closeChannel(channelId);
  }

  async putOverwrite(channelId: Id, overwrite: Overwrite): Promise<void> {
    const channel = this.find(channelId);
    const others = channel.overwrites.filter(({ targetId }) => targetId !== overwrite.targetId);
    this.reader.putChannel({ ...channel, overwrites: [...others, overwrite] });
  }

  async removeOverwrite(channelId: Id, targetId: Id): Promise<void> {
    const channel = this.find(channelId);
    this.reader.putChannel({ ...channel, overwrites: channel.overwrites.filter((one) => one.targetId !== targetId) });
  }

  async replaceOverwrites(channelId: Id, overwrites: readonly Overwrite[]): Promise<void> {
    this.reader.putChannel({ ...this.find(channelId), overwrites });
  }

  async heads(channelIds: readonly Id[]): Promise<ReadonlyMap<Id, Id>> {
    return new Map([...this.newest].filter(([channelId]) => channelIds.includes(channelId)));
  }

  private find(channelId: Id): GuildChannel {
    const channel = [...this.reader.guilds.values()].map(({ channels }) => channels.get(channelId)).find(Boolean);
    assert(channel, `no channel ${channelId}`);
    return channel;
  }
}
