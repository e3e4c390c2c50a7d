import { type ArchivedThreadsQuery, type ThreadMembersQuery, ThreadReader } from '../../src/application/guilds';
import { ThreadRepository } from '../../src/application/guilds/threads/thread.repository';
import type { UnitOfWork } from '../../src/application/shared/unit-of-work';
import type { Thread, ThreadMember } from '../../src/domain/guilds';
import { MessageFlag } from '../../src/domain/messaging';
import { assert } from '../../src/shared/assert';
import { compareIds, type Id, idTimeMs } from '../../src/shared/ids';
import type { FakeGuildReader } from './guilds-reader';
import type { FakeMessages } from './messaging';

const MS_PER_MINUTE = 60_000;

/** Threads and their members in memory, beside the guilds they are in. */
export class FakeThreads {
  private readonly memberships: ThreadMember[] = [];
  private readonly deleted = new Set<Id>();

  constructor(
    readonly guilds: FakeGuildReader,
    readonly messages: FakeMessages,
  ) {}

  put(thread: Thread): void {
    this.guilds.threads.set(thread.id, thread);
  }

  all(): readonly Thread[] {
    return [...this.guilds.threads.values()];
  }

  delete(threadId: Id): void {
    this.deleted.add(threadId);
    this.guilds.threads.delete(threadId);
  }

  wasDeleted(threadId: Id): boolean {
    return this.deleted.has(threadId);
  }

  membersOf(threadId: Id): readonly ThreadMember[] {
    return this.memberships
      .filter((member) => member.threadId === threadId)
      .sort((a, b) => compareIds(a.userId, b.userId));
  }

  join(member: ThreadMember): void {
    this.memberships.push(member);
    this.recount(member.threadId);
  }

  leave(threadId: Id, userId: Id): void {
    const place = this.memberships.findIndex((one) => one.threadId === threadId && one.userId === userId);
    this.memberships.splice(place, 1);
    this.recount(threadId);
  }

  private recount(threadId: Id): void {
    const thread = this.guilds.threads.get(threadId);
    const memberIds = this.membersOf(threadId).map((member) => member.userId);
    if (thread) this.put({ ...thread, memberCount: memberIds.length, ...(thread.memberIds && { memberIds }) });
  }
}

export class FakeThreadReader extends ThreadReader {
  constructor(private readonly threads: FakeThreads) {
    super();
  }

  async findMany(threadIds: readonly Id[]): Promise<ReadonlyMap<Id, Thread>> {
    return new Map(this.threads.all().flatMap((one) => (threadIds.includes(one.id) ? [[one.id, one]] : [])));
  }

  async archived({ parentId, isPrivate, beforeMs, beforeId, memberId, limit }: ArchivedThreadsQuery) {
    return this.threads
      .all()
      .filter((one) => one.parentId === parentId && one.isArchived && (one.type === 'private') === isPrivate)
      .filter((one) => beforeMs === undefined || one.archiveChangedAtMs < beforeMs)
      .filter((one) => beforeId === undefined || compareIds(one.id, beforeId) < 0)
      .filter((one) => memberId === undefined || this.isMember(one.id, memberId))
      .sort((a, b) => compareIds(b.id, a.id))
      .sort((a, b) => (memberId === undefined ? b.archiveChangedAtMs - a.archiveChangedAtMs : 0))
      .slice(0, limit);
  }

  async members({ threadId, after = '0', limit }: ThreadMembersQuery): Promise<readonly ThreadMember[]> {
    return this.threads
      .membersOf(threadId)
      .filter((member) => compareIds(member.userId, after) > 0)
      .slice(0, limit);
  }

  async member(threadId: Id, userId: Id): Promise<ThreadMember | undefined> {
    return this.threads.membersOf(threadId).find((member) => member.userId === userId);
  }

  async membershipsOf(userId: Id, threadIds: readonly Id[]): Promise<ReadonlyMap<Id, ThreadMember>> {
    const found = threadIds.flatMap((id) => this.threads.membersOf(id).filter((member) => member.userId === userId));
    return new Map(found.map((member) => [member.threadId, member]));
  }

  async idle(nowMs: number, limit: number): Promise<readonly Thread[]> {
    return this.threads
      .all()
      .filter((one) => !one.isArchived && lastActivityMs(one) <= nowMs - one.autoArchiveMinutes * MS_PER_MINUTE)
      .slice(0, limit);
  }

  private isMember(threadId: Id, userId: Id): boolean {
    return this.threads.membersOf(threadId).some((member) => member.userId === userId);
  }
}

const lastActivityMs = ({ archiveChangedAtMs, lastMessageId }: Thread): number =>
  Math.max(archiveChangedAtMs, lastMessageId === undefined ? 0 : idTimeMs(lastMessageId));

export class FakeThreadRepository extends ThreadRepository {
  constructor(
    private readonly threads: FakeThreads,
    private readonly uow: UnitOfWork,
  ) {
    super();
  }

  async lockGuild(guildId: Id): Promise<number | undefined> {
    assert(this.uow.active, 'a guild is only locked inside a unit of work');
    if (!this.threads.guilds.guilds.has(guildId)) return undefined;
    return this.threads.all().filter((one) => one.guildId === guildId && !one.isArchived).length;
  }

  async insert(thread: Thread): Promise<boolean> {
    assert(this.uow.active, 'a thread is only stored inside a unit of work');
    const { guilds } = this.threads;
    const isTaken = guilds.threads.has(thread.id) || this.threads.wasDeleted(thread.id);
    if (isTaken || !guilds.guilds.get(thread.guildId)?.channels.has(thread.parentId)) return false;
    this.threads.put({ ...thread, memberCount: 0 });
    const starter = this.threads.messages.of(thread.parentId)?.find((message) => message.id === thread.id);
    if (starter) Object.assign(starter, { flags: (starter.flags ?? 0) | MessageFlag.hasThread });
    return true;
  }

  async lock(threadId: Id): Promise<Thread | undefined> {
    assert(this.uow.active, 'a thread is only locked inside a unit of work');
    return this.threads.guilds.threads.get(threadId);
  }

  async update(thread: Thread): Promise<void> {
    this.threads.put(thread);
  }

  async remove(threadId: Id): Promise<void> {
    this.threads.delete(threadId);
  }

  async addMember(member: ThreadMember): Promise<boolean> {
    const guildId = this.threads.guilds.threads.get(member.threadId)?.guildId ?? '';
    if (!(await this.threads.guilds.member(guildId, member.userId))) return false;
    if (this.threads.membersOf(member.threadId).some(({ userId }) => userId === member.userId)) return false;
    this.threads.join(member);
    return true;
  }

  async removeMember(threadId: Id, userId: Id): Promise<boolean> {
    if (!this.threads.membersOf(threadId).some((member) => member.userId === userId)) return false;
    this.threads.leave(threadId, userId);
    return true;
  }
}
