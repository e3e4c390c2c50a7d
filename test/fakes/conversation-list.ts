import {
  type ConversationEntry,
  ConversationReader,
  type ConversationSettings,
  ConversationSettingsRepository,
  type ConversationsQuery,
  DEFAULT_CONVERSATION_SETTINGS,
  type VisibleChannel,
} from '../../src/application/messaging';
import type { UnitOfWork } from '../../src/application/shared/unit-of-work';
import { isCounted, type Message, otherOf } from '../../src/domain/messaging';
import { assert } from '../../src/shared/assert';
import { compareIds, type Id, idTimeMs } from '../../src/shared/ids';
import type { FakeDirectChannelReader } from './direct-channels';
import type { FakeGroups } from './groups';
import type { FakeMessages } from './messaging';

export class FakeConversationSettings extends ConversationSettingsRepository {
  private readonly settings = new Map<string, ConversationSettings>();

  constructor(private readonly uow: UnitOfWork) {
    super();
  }

  async change(userId: Id, channelId: Id, changes: Partial<ConversationSettings>): Promise<ConversationSettings> {
    assert(this.uow.active, 'settings are only changed inside a unit of work');
    const changed = { ...(this.of(userId, channelId) ?? DEFAULT_CONVERSATION_SETTINGS), ...changes };
    this.settings.set(`${userId}:${channelId}`, changed);
    return changed;
  }

  of(userId: Id, channelId: Id): ConversationSettings | undefined {
    return this.settings.get(`${userId}:${channelId}`);
  }
}

/** A room that accounts joined for good. */
export interface FakeRoom {
  readonly id: Id;
  readonly name: string;
  readonly members: ReadonlyMap<Id, { readonly joinedSeq: number; readonly joinedAtMs: number }>;
}

/** What a conversation is made of. Conversations of two begin when their id was made. */
export interface ConversationStores {
  readonly messages: FakeMessages;
  readonly direct: FakeDirectChannelReader;
  readonly groups: FakeGroups;
  readonly rooms: FakeRoom[];
  readonly settings: FakeConversationSettings;
}

export class FakeConversationReader extends ConversationReader {
  constructor(private readonly stores: ConversationStores) {
    super();
  }

  async ofUser(userId: Id, { kinds, limit }: ConversationsQuery): Promise<readonly ConversationEntry[]> {
    const pinned = ({ settings }: ConversationEntry): number => Number(settings.isPinned);
    return [...this.directOf(userId), ...this.groupsOf(userId), ...this.roomsOf(userId)]
      .filter(({ kind }) => kinds.includes(kind))
      .sort((a, b) => pinned(b) - pinned(a) || b.updatedAtMs - a.updatedAtMs || compareIds(b.channelId, a.channelId))
      .slice(0, limit);
  }

  async lastMessages(channels: readonly VisibleChannel[]): Promise<ReadonlyMap<Id, Message>> {
    const last = channels.map(({ channelId, fromSeq = 0 }) => {
      const visible = this.stores.messages
        .rows(channelId)
        .filter(({ message, isGone }) => message.seq > fromSeq && isCounted(message, isGone && !message.recalledAtMs));
      return visible.at(-1)?.message;
    });
    return new Map(last.flatMap((message) => (message ? [[message.channelId, message]] : [])));
  }

  private directOf(userId: Id): ConversationEntry[] {
    const channels = [...this.stores.direct.channels.values()].filter(({ recipientIds }) =>
      recipientIds.includes(userId),
    );
    return channels
      .filter(({ id }) => this.stores.messages.headSeq(id) || this.stores.settings.of(userId, id))
      .map((channel) => ({
        ...this.placeOf(userId, channel.id, { joinedSeq: 0, joinedAtMs: idTimeMs(channel.id) }),
        ...{ kind: 'direct', otherUserId: otherOf(channel, userId) },
      }));
  }

  private groupsOf(userId: Id): ConversationEntry[] {
    const { groups } = this.stores;
    const own = [...groups.members.values()].filter((member) => member.userId === userId);
    return own.flatMap((member) => {
      const group = groups.find(member.channelId);
      return group ? [{ ...this.placeOf(userId, member.channelId, member), kind: 'group', group }] : [];
    });
  }

  private roomsOf(userId: Id): ConversationEntry[] {
    return this.stores.rooms.flatMap(({ id, name, members }) => {
      const member = members.get(userId);
      return member ? [{ ...this.placeOf(userId, id, member), kind: 'room', room: { id, name } }] : [];
    });
  }

  private placeOf(
    userId: Id,
    channelId: Id,
    { joinedSeq, joinedAtMs }: { readonly joinedSeq: number; readonly joinedAtMs: number },
  ): Pick<ConversationEntry, 'channelId' | 'joinedSeq' | 'settings' | 'updatedAtMs'> {
    const head = this.stores.messages.rows(channelId).at(-1)?.message;
    return {
      ...{ channelId, joinedSeq },
      settings: this.stores.settings.of(userId, channelId) ?? DEFAULT_CONVERSATION_SETTINGS,
      updatedAtMs: Math.max(joinedAtMs, head?.createdAtMs ?? 0),
    };
  }
}
