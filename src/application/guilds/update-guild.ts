import { Injectable } from '@nestjs/common';
import {
  auditChanges,
  AuditAction,
  checkChannelTasks,
  type Guild,
  guildError,
  guildName,
  type GuildUpdated,
  Permission,
} from '../../domain/guilds';
import { invalid } from '../../shared/errors';
import type { Id } from '../../shared/ids';
import { ImageStore } from '../files';
import { UserDirectory } from '../identity';
import type { AccountActor } from '../shared/actor';
import { UnitOfWork } from '../shared/unit-of-work';
import { AuditLog } from './audit-log';
import { guildKey } from './cache-keys';
import { GuildAccess, type GuildView } from './guild-access';
import { auditFieldsOfGuild, type GuildSettings, withGuildSettings } from './guild-settings';
import type { GuildSnapshot } from './guild-snapshot';
import { GuildRepository } from './guild.repository';
import { LockedGuilds } from './locked-guilds';

export interface UpdateGuildInput {
  readonly guildId: Id;
  readonly settings: GuildSettings;
  /** Hands the guild over; only its owner may. */
  readonly ownerId?: Id;
  readonly reason?: string;
}

/** Changes settings of a guild, or hands it to another person who is a member. */
@Injectable()
export class UpdateGuild {
  constructor(
    private readonly locked: LockedGuilds,
    private readonly access: GuildAccess,
    private readonly guilds: GuildRepository,
    private readonly users: UserDirectory,
    private readonly images: ImageStore,
    private readonly audit: AuditLog,
    private readonly uow: UnitOfWork,
  ) {}

  /** @throws AppError `unknown_guild`, `missing_permissions`, `invalid` */
  async execute(actor: AccountActor, input: UpdateGuildInput): Promise<GuildSnapshot> {
    const { guildId, settings } = input;
    await this.access.requireGuild(actor, guildId, Permission.manageGuild);
    await this.checkOwner(input.ownerId);
    const icon = settings.icon
      ? await this.images.store({ kind: 'guild_icon', id: guildId }, settings.icon, 'icon')
      : settings.icon;
    const { before, after } = await this.locked.change(actor, guildId, Permission.manageGuild, async (view) => {
      const changed = await this.change(view, input, icon);
      checkChannelTasks(changed, view.channels);
      await this.write(actor, view.guild, changed, input.reason);
      return { before: view.guild, after: { ...view, guild: changed } };
    });
    await this.forgetIcon(before, after.guild);
    return after;
  }

  /** A program cannot be handed a guild. */
  private async checkOwner(ownerId: Id | undefined): Promise<void> {
    if (ownerId === undefined) return;
    const user = await this.users.find(ownerId);
    if (user?.kind !== 'human' || user.isDeleted) throw invalid('owner_id', 'must be a person who is a member');
  }

  private async change(
    view: GuildView,
    { settings, ownerId }: UpdateGuildInput,
    icon: string | null | undefined,
  ): Promise<Guild> {
    const { guild, member } = view;
    const named = settings.name === undefined ? settings : { ...settings, name: guildName(settings.name) };
    const changed = withGuildSettings(guild, named, icon);
    if (ownerId === undefined || ownerId === guild.ownerId) return changed;
    if (member.userId !== guild.ownerId) throw guildError('missing_permissions');
    const heir = await this.locked.member(guild.id, ownerId);
    if (!heir) throw invalid('owner_id', 'must be a person who is a member');
    return { ...changed, ownerId };
  }

  private async write(actor: AccountActor, old: Guild, guild: Guild, reason: string | undefined): Promise<void> {
    await this.guilds.update(guild);
    await this.uow.invalidate(guildKey(guild.id));
    const updated: GuildUpdated = { type: 'guild.updated', guildId: guild.id, guild };
    this.uow.record(updated);
    const changes = auditChanges(auditFieldsOfGuild(old), auditFieldsOfGuild(guild));
    if (changes.length === 0) return;
    await this.audit.record({
      ...{ guildId: guild.id, userId: actor.userId, targetId: guild.id, reason },
      actionType: AuditAction.guildUpdate,
      changes,
    });
  }

  private async forgetIcon(old: Guild, guild: Guild): Promise<void> {
    if (old.icon === undefined || old.icon === guild.icon) return;
    await this.images.remove({ kind: 'guild_icon', id: guild.id }, old.icon);
  }
}
