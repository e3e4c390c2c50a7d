import {
  computePermissions,
  type Guild,
  type GuildChannel,
  hasPermission,
  type Member,
  Permission,
  type Role,
} from '../../../domain/guilds';
import type { Id } from '../../../shared/ids';

/** The channels a member may view and the permissions in each; a timeout is left out, because it takes no sight. */
export type ChannelRights = ReadonlyMap<Id, bigint>;

/** Kinds of members whose rights are kept; beyond it they are computed again. */
export const MEMBER_CLASSES_MAX = 10_000;

export interface VisibilityGround {
  readonly guild: Pick<Guild, 'id' | 'ownerId'>;
  readonly roles: ReadonlyMap<Id, Role>;
  readonly channels: ReadonlyMap<Id, GuildChannel>;
}

interface MemberClass {
  /** Somebody of the class; without an id when the class is not of one person. */
  readonly sample: Pick<Member, 'userId' | 'roleIds'>;
  rights: ChannelRights;
}

const NOBODY = '';

/**
 * Who may view which channel. Members with the same roles have the same rights, so these are computed once for all of
 * them; only the owner and those whom an overwrite names are looked at one by one.
 */
export class ChannelVisibility {
  private readonly classes = new Map<string, MemberClass>();
  private singledOut: ReadonlySet<Id> = new Set();

  constructor(private readonly ground: VisibilityGround) {
    this.singledOut = this.findSingledOut();
  }

  /** The same object for as long as nothing changed for the member. */
  rightsOf(member: Pick<Member, 'userId' | 'roleIds'>): ChannelRights {
    const isOneOfAKind = member.userId === this.ground.guild.ownerId || this.singledOut.has(member.userId);
    const userId = isOneOfAKind ? member.userId : NOBODY;
    const key = `${userId}:${member.roleIds.join()}`;
    const known = this.classes.get(key);
    if (known) return known.rights;
    const sample = { userId, roleIds: member.roleIds };
    const rights = this.compute(sample);
    if (this.classes.size >= MEMBER_CLASSES_MAX) this.classes.clear();
    this.classes.set(key, { sample, rights });
    return rights;
  }

  /** A channel was added, changed or removed: only rights in it are computed again. */
  channelChanged(channelId: Id): void {
    this.singledOut = this.findSingledOut();
    for (const [key, one] of this.classes) {
      const { userId } = one.sample;
      if (userId !== NOBODY && userId !== this.ground.guild.ownerId && !this.singledOut.has(userId)) {
        this.classes.delete(key);
      } else {
        one.rights = this.withChannel(one, channelId);
      }
    }
  }

  /** A role, the owner or everything changed. */
  reset(): void {
    this.singledOut = this.findSingledOut();
    this.classes.clear();
  }

  private withChannel({ sample, rights }: MemberClass, channelId: Id): ChannelRights {
    const channel = this.ground.channels.get(channelId);
    const now = channel && this.inChannel(sample, channel);
    if (now === rights.get(channelId)) return rights;
    const changed = new Map(rights);
    if (now === undefined) changed.delete(channelId);
    else changed.set(channelId, now);
    return changed;
  }

  private compute(sample: MemberClass['sample']): ChannelRights {
    const rights = new Map<Id, bigint>();
    for (const channel of this.ground.channels.values()) {
      const permissions = this.inChannel(sample, channel);
      if (permissions !== undefined) rights.set(channel.id, permissions);
    }
    return rights;
  }

  /** Undefined when it may not be viewed. */
  private inChannel(member: MemberClass['sample'], channel: GuildChannel): bigint | undefined {
    const { guild, roles } = this.ground;
    const permissions = computePermissions({ guild, roles, member, overwrites: channel.overwrites, nowMs: 0 });
    return hasPermission(permissions, Permission.viewChannel) ? permissions : undefined;
  }

  private findSingledOut(): ReadonlySet<Id> {
    const found = new Set<Id>();
    for (const channel of this.ground.channels.values()) {
      for (const overwrite of channel.overwrites) if (overwrite.kind === 'member') found.add(overwrite.targetId);
    }
    return found;
  }
}
