import { Injectable } from '@nestjs/common';
import { type Group, type GroupRole, mayInGroup } from '../../../domain/messaging';
import type { Id } from '../../../shared/ids';
import { Blocks, ChannelKinds, DirectChannels, REMEMBERED_KINDS_MAX } from '../../messaging';
import type { ConversationPlace } from './personal-session';

/** Who is in a group. */
export abstract class ConversationMembers {
  /** The same list for as long as nothing changed. */
  abstract memberIds(channelId: Id): Promise<readonly Id[]>;
  /** Those of them who may see the message of this `seq`: in a group with a join point not who came later. */
  abstract readerIds(channelId: Id, seq: number): Promise<readonly Id[]>;
}

export interface StaffMember {
  readonly userId: Id;
  readonly role: GroupRole;
}

/** Who in a group stands above the others. Not remembered: it is seldom asked for. */
export abstract class GroupStaff {
  /** The owner and the admins, ascending by user id. */
  abstract of(channelId: Id): Promise<readonly StaffMember[]>;
}

type Kind = 'direct' | 'group' | 'room' | 'elsewhere';

/** Which channels are conversations of people, and of whom. */
@Injectable()
export class ConversationPlaces {
  /** A kind never changes. */
  private readonly kinds = new Map<Id, Kind>();

  constructor(
    private readonly channelKinds: ChannelKinds,
    private readonly direct: DirectChannels,
    private readonly groups: ConversationMembers,
    private readonly staff: GroupStaff,
    private readonly blocks: Blocks,
  ) {}

  /** True when it is known to be a guild's channel, a room or the like. */
  isElsewhere(channelId: Id): boolean {
    const kind = this.kinds.get(channelId);
    return kind === 'elsewhere' || kind === 'room';
  }

  /** Undefined for channels of other kinds. */
  async find(channelId: Id): Promise<ConversationPlace | undefined> {
    const kind = this.kinds.get(channelId) ?? (await this.learn(channelId));
    if (kind === 'elsewhere') return undefined;
    if (kind === 'room') return { kind, channelId, memberIds: [] };
    if (kind === 'group') return { kind, channelId, memberIds: await this.groups.memberIds(channelId) };
    return { kind, channelId, memberIds: (await this.direct.recipientsOf(channelId)) ?? [] };
  }

  /** Of those who take part the ones who may see the message of this `seq`. */
  async readersOf({ kind, channelId, memberIds }: ConversationPlace, seq: number): Promise<readonly Id[]> {
    return kind === 'group' ? this.groups.readerIds(channelId, seq) : memberIds;
  }

  /** Who may let somebody into the group. */
  async decidersOf(group: Group): Promise<readonly Id[]> {
    const staff = await this.staff.of(group.id);
    return staff.filter((member) => mayInGroup(member, 'decide_requests', group)).map(({ userId }) => userId);
  }

  /** Whether the two of a direct channel have nothing to do with each other any more. */
  async isBlocked({ kind, memberIds: [one, other] }: ConversationPlace): Promise<boolean> {
    return kind === 'direct' && one !== undefined && other !== undefined && (await this.blocks.isBlocked(one, other));
  }

  private async learn(channelId: Id): Promise<Kind> {
    const found = await this.channelKinds.kindOf(channelId);
    const kind: Kind = found === 'direct' || found === 'group' || found === 'room' ? found : 'elsewhere';
    if (this.kinds.size >= REMEMBERED_KINDS_MAX) this.kinds.clear();
    this.kinds.set(channelId, kind);
    return kind;
  }
}
