import { Injectable } from '@nestjs/common';
import { checkChannelTasks, guildError, guildName, GUILDS_MAX, type Member } from '../../domain/guilds';
import { ImageStore } from '../files';
import type { AccountActor } from '../shared/actor';
import { Clock } from '../shared/clock';
import { IdGenerator } from '../shared/id-generator';
import { UnitOfWork } from '../shared/unit-of-work';
import { FIRST_CHANNEL, type Founding, type FoundingPlan, layOut, plainGuild, type Reference } from './founding';
import { GuildChannelRepository } from './guild-channel.repository';
import type { GuildSettings } from './guild-settings';
import { withGuildSettings } from './guild-settings';
import type { GuildSnapshot } from './guild-snapshot';
import { GuildRepository } from './guild.repository';
import { Membership } from './membership';
import { RoleRepository } from './role.repository';

export interface CreateGuildInput extends FoundingPlan {
  readonly settings: Omit<GuildSettings, 'systemChannelId' | 'rulesChannelId' | 'afkChannelId'> & {
    readonly name: string;
  };
  /** Among `channels`. */
  readonly systemChannel?: Reference;
  readonly afkChannel?: Reference;
}

/** A new guild with its founder as owner and only member. */
@Injectable()
export class CreateGuild {
  constructor(
    private readonly guilds: GuildRepository,
    private readonly roles: RoleRepository,
    private readonly channels: GuildChannelRepository,
    private readonly membership: Membership,
    private readonly images: ImageStore,
    private readonly uow: UnitOfWork,
    private readonly ids: IdGenerator,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `guilds_max`, `roles_max`, `channels_max`, `invalid` */
  async execute(actor: AccountActor, input: CreateGuildInput): Promise<GuildSnapshot> {
    const id = this.ids.next();
    const { settings } = input;
    const name = guildName(settings.name);
    const founding = layOut(id, input, () => this.ids.next());
    const plain = { ...plainGuild(id, actor.userId, name), ...tasks(input, founding) };
    checkChannelTasks(plain, new Map(founding.channels.map((channel) => [channel.id, channel])));
    const icon = settings.icon ? await this.images.store({ kind: 'guild_icon', id }, settings.icon, 'icon') : undefined;
    const guild = withGuildSettings(plain, { ...settings, name }, icon);
    await this.uow.run(async () => {
      if ((await this.guilds.countGuildsOf(actor.userId)) >= GUILDS_MAX) throw guildError('guilds_max');
      await this.guilds.insert(guild);
      for (const role of founding.roles) await this.roles.insert(role);
      await this.channels.insert(founding.channels);
      await this.membership.begin(this.founder(id, actor));
    });
    return {
      guild,
      roles: new Map(founding.roles.map((role) => [role.id, role])),
      channels: new Map(founding.channels.map((channel) => [channel.id, channel])),
      emojis: new Map(),
    };
  }

  private founder(guildId: string, { userId }: AccountActor): Member {
    return { guildId, userId, roleIds: [], joinedAtMs: this.clock.nowMs(), flags: 0 };
  }
}

/** Where members are welcomed: the chosen channel, or the first of a guild whose channels were not chosen. */
function tasks(
  { systemChannel = FIRST_CHANNEL, afkChannel }: CreateGuildInput,
  { channelIds }: Founding,
): { systemChannelId?: string; afkChannelId?: string } {
  return {
    systemChannelId: channelIds.get(systemChannel),
    afkChannelId: afkChannel === undefined ? undefined : channelIds.get(afkChannel),
  };
}
