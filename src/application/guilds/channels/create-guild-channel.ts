import { Injectable } from '@nestjs/common';
import {
  auditChanges,
  AuditAction,
  changedBits,
  channelName,
  checkOverwriteChange,
  checkPlaces,
  type GuildChannel,
  type GuildChannelCreated,
  nextPosition,
  type Overwrite,
  Permission,
} from '../../../domain/guilds';
import type { Id } from '../../../shared/ids';
import type { AccountActor } from '../../shared/actor';
import { IdGenerator } from '../../shared/id-generator';
import { UnitOfWork } from '../../shared/unit-of-work';
import { AuditLog } from '../audit-log';
import { guildKey } from '../cache-keys';
import { GuildAccess, type GuildView } from '../guild-access';
import { GuildChannelRepository } from '../guild-channel.repository';
import { LockedGuilds } from '../locked-guilds';
import {
  auditFieldsOfChannel,
  type ChannelSettings,
  type OverwriteInput,
  plainChannel,
  withChannelSettings,
} from './channel-settings';
import { OverwriteTargets } from './overwrite-targets';

export interface CreateGuildChannelInput {
  readonly guildId: Id;
  /** Text channel unless a type is given; last of its kind unless a position is. */
  readonly settings: ChannelSettings & { readonly name: string };
  /** Absent: those of the category it stands in. */
  readonly overwrites?: readonly OverwriteInput[];
  readonly reason?: string;
}

/** A new channel or category in a guild. */
@Injectable()
export class CreateGuildChannel {
  constructor(
    private readonly guilds: LockedGuilds,
    private readonly access: GuildAccess,
    private readonly channels: GuildChannelRepository,
    private readonly targets: OverwriteTargets,
    private readonly audit: AuditLog,
    private readonly uow: UnitOfWork,
    private readonly ids: IdGenerator,
  ) {}

  /** @throws AppError `unknown_guild`, `missing_permissions`, `channels_max`, `unknown_overwrite`, `invalid` */
  execute(actor: AccountActor, input: CreateGuildChannelInput): Promise<GuildChannel> {
    const { guildId, settings, reason } = input;
    return this.guilds.change(actor, guildId, Permission.manageChannels, async (view) => {
      const draft = this.draft(view, settings);
      checkPlaces(new Map([...view.channels, [draft.id, draft]]));
      const channel = { ...draft, overwrites: await this.overwritesOf(view, draft, input.overwrites) };
      await this.channels.insert([channel]);
      await this.uow.invalidate(guildKey(guildId));
      const created: GuildChannelCreated = { type: 'guild_channel.created', guildId, channel };
      this.uow.record(created);
      await this.audit.record({
        ...{ guildId, userId: actor.userId, targetId: channel.id, reason },
        actionType: AuditAction.channelCreate,
        changes: auditChanges({}, auditFieldsOfChannel(channel)),
      });
      return channel;
    });
  }

  private draft({ guild, channels }: GuildView, settings: CreateGuildChannelInput['settings']): GuildChannel {
    const type = settings.type ?? 'text';
    const name = channelName(type, settings.name);
    const position = settings.position ?? nextPosition(channels.values(), type);
    return withChannelSettings(plainChannel({ id: this.ids.next(), guildId: guild.id, type, name, position }), {
      ...settings,
      name,
    });
  }

  private async overwritesOf(
    view: GuildView,
    { parentId }: GuildChannel,
    inputs: readonly OverwriteInput[] | undefined,
  ): Promise<readonly Overwrite[]> {
    const parent = parentId === undefined ? undefined : view.channels.get(parentId);
    // Nobody puts a channel where they may not look.
    if (parent) this.access.viewChannel(view, view.member, { channel: parent }, Permission.manageChannels);
    if (!inputs) return parent?.overwrites ?? [];
    const overwrites = await this.targets.resolve(view.roles, inputs);
    checkOverwriteChange(view.permissions, changedBits([], overwrites));
    return overwrites;
  }
}
