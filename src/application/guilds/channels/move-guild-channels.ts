import { Injectable } from '@nestjs/common';
import {
  auditChanges,
  AuditAction,
  changedBits,
  checkOverwriteChange,
  checkPlaces,
  guildError,
  type GuildChannel,
  GUILD_CHANNELS_MAX,
  type GuildChannelUpdated,
  Permission,
  sameOverwrites,
} from '../../../domain/guilds';
import { invalid } from '../../../shared/errors';
import type { Id } from '../../../shared/ids';
import type { AccountActor } from '../../shared/actor';
import { UnitOfWork } from '../../shared/unit-of-work';
import { AuditLog } from '../audit-log';
import { guildKey } from '../cache-keys';
import { GuildAccess, type GuildView } from '../guild-access';
import { GuildChannelRepository } from '../guild-channel.repository';
import { LockedGuilds } from '../locked-guilds';
import { auditFieldsOfChannel } from './channel-settings';

export interface ChannelMove {
  readonly channelId: Id;
  readonly position?: number;
  /** Null: out of its category. */
  readonly parentId?: Id | null;
  /** Takes over the overwrites of the category it stands in afterwards. */
  readonly locksPermissions?: boolean;
}

export interface MoveGuildChannelsInput {
  readonly guildId: Id;
  /** Channels that are not named stay where they are. */
  readonly moves: readonly ChannelMove[];
  readonly reason?: string;
}

/** Sets where channels stand, all at once. */
@Injectable()
export class MoveGuildChannels {
  constructor(
    private readonly guilds: LockedGuilds,
    private readonly access: GuildAccess,
    private readonly channels: GuildChannelRepository,
    private readonly audit: AuditLog,
    private readonly uow: UnitOfWork,
  ) {}

  /** @throws AppError `unknown_guild`, `unknown_channel`, `missing_permissions`, `invalid` */
  async execute(actor: AccountActor, { guildId, moves, reason }: MoveGuildChannelsInput): Promise<void> {
    if (moves.length > GUILD_CHANNELS_MAX) throw invalid('', `at most ${GUILD_CHANNELS_MAX} channels can be moved`);
    return this.guilds.change(actor, guildId, Permission.manageChannels, async (view) => {
      const after = new Map(view.channels);
      for (const move of moves) after.set(move.channelId, this.moved(view, after, move));
      checkPlaces(after);
      const changed = [...after.values()].filter((channel) => channel !== view.channels.get(channel.id));
      if (changed.length === 0) return;
      await this.channels.update(changed);
      await this.uow.invalidate(guildKey(guildId));
      for (const channel of changed) await this.finish(actor, view, channel, reason);
    });
  }

  private moved(view: GuildView, after: ReadonlyMap<Id, GuildChannel>, move: ChannelMove): GuildChannel {
    const channel = after.get(move.channelId);
    if (!channel) throw guildError('unknown_channel');
    const moved = place(view, channel, move);
    if (moved === channel) return channel;
    const parent = moved.parentId === undefined ? undefined : view.channels.get(moved.parentId);
    const isSynced = moved.overwrites !== channel.overwrites;
    if (isSynced || moved.parentId !== channel.parentId) this.requireManaged(view, channel, parent);
    if (isSynced) this.requireOverwrites(view, channel, moved.overwrites);
    return moved;
  }

  private requireManaged(view: GuildView, ...channels: readonly (GuildChannel | undefined)[]): void {
    for (const channel of channels) {
      if (channel) this.access.viewChannel(view, view.member, { channel }, Permission.manageChannels);
    }
  }

  private requireOverwrites(view: GuildView, channel: GuildChannel, overwrites: GuildChannel['overwrites']): void {
    const { permissions } = this.access.viewChannel(view, view.member, { channel }, Permission.manageRoles);
    checkOverwriteChange(permissions | view.permissions, changedBits(channel.overwrites, overwrites));
  }

  private async finish(actor: AccountActor, view: GuildView, channel: GuildChannel, reason?: string): Promise<void> {
    const old = view.channels.get(channel.id);
    if (!old) return;
    const guildId = view.guild.id;
    const isSynced = channel.overwrites !== old.overwrites;
    if (isSynced) await this.channels.replaceOverwrites(channel.id, channel.overwrites);
    const updated: GuildChannelUpdated = { type: 'guild_channel.updated', guildId, channel };
    this.uow.record(updated);
    // Positions alone change with every drag of a channel, in all its neighbours.
    if (!isSynced && channel.parentId === old.parentId) return;
    await this.audit.record({
      ...{ guildId, userId: actor.userId, targetId: channel.id, reason },
      actionType: AuditAction.channelUpdate,
      changes: auditChanges(auditFieldsOfChannel(old), auditFieldsOfChannel(channel)),
    });
  }
}

/** The same object when nothing changes. */
function place({ channels }: GuildView, channel: GuildChannel, move: ChannelMove): GuildChannel {
  const parentId = move.parentId === undefined ? channel.parentId : (move.parentId ?? undefined);
  const position = move.position ?? channel.position;
  const parent = channels.get(parentId ?? '');
  const overwrites = move.locksPermissions && parent ? synced(channel, parent) : channel.overwrites;
  const isSame = parentId === channel.parentId && position === channel.position && overwrites === channel.overwrites;
  return isSame ? channel : { ...channel, parentId, position, overwrites };
}

/** The channel's own array when it has them already. */
const synced = ({ overwrites }: GuildChannel, parent: GuildChannel): GuildChannel['overwrites'] =>
  sameOverwrites(parent.overwrites, overwrites) ? overwrites : parent.overwrites;
