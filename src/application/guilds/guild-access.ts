import { Injectable } from '@nestjs/common';
import {
  ALL_PERMISSIONS,
  computePermissions,
  type GuildChannel,
  guildError,
  hasPermission,
  type Member,
  NO_PERMISSIONS,
  Permission,
  permissionsInThread,
  type Thread,
} from '../../domain/guilds';
import type { Id } from '../../shared/ids';
import type { Actor } from '../shared/actor';
import { Clock } from '../shared/clock';
import { GuildDirectory } from './guild-directory';
import type { GuildSnapshot } from './guild-snapshot';

/** A guild as one member may use it. */
export interface GuildView extends GuildSnapshot {
  readonly member: Member;
  /** In the guild as a whole. */
  readonly permissions: bigint;
}

/** A channel or thread as one member may use it. */
export interface ChannelView extends GuildView {
  /** Of a thread: its parent. */
  readonly channel: GuildChannel;
  readonly thread?: Thread;
  /** In this channel; these replace the guild's. */
  readonly permissions: bigint;
}

/**
 * The only way to a guild or one of its channels on behalf of somebody. Whoever is no member does not learn whether it
 * exists; a channel that may not be viewed is refused with `missing_access`.
 */
@Injectable()
export class GuildAccess {
  constructor(
    private readonly directory: GuildDirectory,
    private readonly clock: Clock,
  ) {}

  /**
   * @param wanted permission bits that are all needed; 0n: membership is enough
   * @throws AppError `unknown_guild`, `missing_permissions`
   */
  async requireGuild(actor: Actor, guildId: Id, wanted = NO_PERMISSIONS): Promise<GuildView> {
    const snapshot = await this.directory.require(guildId);
    const member = actor.kind === 'account' ? await this.directory.member(guildId, actor.userId) : undefined;
    return this.viewGuild(snapshot, member, wanted);
  }

  /**
   * A guild that was read, as one of its members may use it.
   * @throws AppError `unknown_guild` without a member, `missing_permissions`
   */
  viewGuild(snapshot: GuildSnapshot, member: Member | undefined, wanted = NO_PERMISSIONS): GuildView {
    if (!member) throw guildError('unknown_guild');
    const view = { ...snapshot, member, permissions: this.inGuild(snapshot, member) };
    if (!hasPermission(view.permissions, wanted)) throw guildError('missing_permissions');
    return view;
  }

  /**
   * A channel or a thread. Always needs the right to view it.
   * @param wanted further permission bits that are all needed
   * @throws AppError `unknown_channel` (also for whoever is no member), `missing_access` (not viewable), `missing_permissions`
   */
  async requireChannel(actor: Actor, channelId: Id, wanted = NO_PERMISSIONS): Promise<ChannelView> {
    const located = await this.directory.locate(channelId);
    if (!located || actor.kind !== 'account') throw guildError('unknown_channel');
    const { snapshot, channel, thread } = located;
    const member = await this.directory.member(snapshot.guild.id, actor.userId);
    return this.viewChannel(snapshot, member, { channel, thread }, wanted);
  }

  /**
   * A channel or thread of a guild that was read, as one of its members may use it.
   * @throws AppError `unknown_channel` without a member, `missing_access` (not viewable), `missing_permissions`
   */
  viewChannel(
    snapshot: GuildSnapshot,
    member: Member | undefined,
    { channel, thread }: Pick<ChannelView, 'channel' | 'thread'>,
    wanted = NO_PERMISSIONS,
  ): ChannelView {
    if (!member) throw guildError('unknown_channel');
    const permissions = this.inChannel(snapshot, member, channel, thread);
    if (!hasPermission(permissions, Permission.viewChannel)) throw guildError('missing_access');
    if (!hasPermission(permissions, wanted)) throw guildError('missing_permissions');
    return { ...snapshot, member, channel, ...(thread && { thread }), permissions };
  }

  /** What a member may do in a channel or, with `thread`, in a thread of it; nothing in a private one it may not see. */
  inChannel(snapshot: GuildSnapshot, member: Member | undefined, channel: GuildChannel, thread?: Thread): bigint {
    const permissions = computePermissions({
      guild: snapshot.guild,
      roles: snapshot.roles,
      member,
      overwrites: channel.overwrites,
      isThread: thread !== undefined,
      nowMs: this.clock.nowMs(),
    });
    return member && thread ? permissionsInThread(permissions, thread, member.userId) : permissions;
  }

  inGuild({ guild, roles }: GuildSnapshot, member: Member | undefined): bigint {
    return computePermissions({ guild, roles, member, nowMs: this.clock.nowMs() });
  }
}

/** @throws AppError `missing_permissions` when `bits` has a permission the actor itself does not have */
export function requireGrantable(permissions: bigint, bits: bigint): void {
  if (permissions === ALL_PERMISSIONS || hasPermission(permissions, bits)) return;
  throw guildError('missing_permissions');
}
