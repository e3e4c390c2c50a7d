import { Injectable } from '@nestjs/common';
import type { UserProfile } from '../../../domain/identity';
import { historyBoundOf, type Message } from '../../../domain/messaging';
import { UserDirectory } from '../../identity';
import type { AccountActor } from '../../shared/actor';
import { ReadStates } from '../read-states';
import { type ConversationEntry, type ConversationKind, ConversationReader } from './conversation.reader';

/** Conversations in one answer at most: the pinned ones and those updated last. */
export const CONVERSATIONS_LISTED_MAX = 1_000;

/** A conversation as one of its people finds it in a list. */
export type ConversationView = ConversationEntry & {
  /** Of the other one, the group or the room. */
  readonly name: string;
  readonly unreadCount: number;
  /** What was said last, of what the reader may see. */
  readonly lastMessage?: Message;
  /** In a conversation of two. */
  readonly otherUser?: UserProfile;
};

/** What somebody takes part in, and what is new there. */
@Injectable()
export class ListConversations {
  constructor(
    private readonly reader: ConversationReader,
    private readonly readStates: ReadStates,
    private readonly users: UserDirectory,
  ) {}

  /** Pinned ones first, then the one updated last. Five queries at most, whatever their number. */
  async execute(
    { userId }: AccountActor,
    kinds: readonly ConversationKind[] = ['direct', 'group'],
  ): Promise<readonly ConversationView[]> {
    const entries = await this.reader.ofUser(userId, { kinds, limit: CONVERSATIONS_LISTED_MAX });
    if (entries.length === 0) return [];
    const [unread, last, users] = await Promise.all([
      this.readStates.unread(userId, entries),
      this.reader.lastMessages(entries.map((entry) => ({ channelId: entry.channelId, fromSeq: boundOf(entry) }))),
      this.users.findMany(entries.flatMap((entry) => (entry.kind === 'direct' ? [entry.otherUserId] : []))),
    ]);
    return entries.map((entry) => {
      const otherUser = entry.kind === 'direct' ? users.get(entry.otherUserId) : undefined;
      const lastMessage = last.get(entry.channelId);
      return {
        ...entry,
        name: nameOf(entry, otherUser),
        unreadCount: unread.get(entry.channelId) ?? 0,
        ...(lastMessage && { lastMessage }),
        ...(otherUser && { otherUser }),
      };
    });
  }
}

const boundOf = (entry: ConversationEntry): number | undefined =>
  entry.kind === 'group' ? historyBoundOf(entry.group, entry) : undefined;

function nameOf(entry: ConversationEntry, otherUser: UserProfile | undefined): string {
  if (entry.kind === 'direct') return otherUser?.displayName ?? otherUser?.username ?? '';
  return entry.kind === 'group' ? entry.group.name : entry.room.name;
}
