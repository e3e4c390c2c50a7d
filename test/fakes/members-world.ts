import {
  GuildAccess,
  GuildDirectory,
  JoinNotice,
  LockedGuilds,
  Membership,
  RoleRemoval,
} from '../../src/application/guilds';
import { Banishment } from '../../src/application/guilds/bans/banishment';
import { MessagePurge } from '../../src/application/guilds/bans/message-purge';
import { EmojiChanges } from '../../src/application/guilds/emojis/emoji-changes';
import { MemberChanges } from '../../src/application/guilds/members/member-changes';
import { MessageRemoval } from '../../src/application/messaging';
import type { AccountActor } from '../../src/application/shared/actor';
import type { Member, Role } from '../../src/domain/guilds';
import { InProcessEventBus } from '../../src/infrastructure/events/in-process-event-bus';
import { assert } from '../../src/shared/assert';
import type { Id } from '../../src/shared/ids';
import { FakeUserDirectory } from './direct-channels';
import { FakeAttachmentRegistry, FakeImageStore } from './files';
import { FakeAuditLog, ManualInvalidations, TellingUnitOfWork } from './guilds-platform';
import { FakeGuildReader } from './guilds-reader';
import { FakeApplicationRepository, StoredUsers } from './identity-storage';
import {
  CountingInviteCodes,
  FakeAuditLogReader,
  FakeAuthoredMessagesReader,
  FakeBanRepository,
  FakeEmojiRepository,
  FakeInviteRepository,
  FakeMemberReader,
  FakeMemberRepository,
  FakeRoleRepository,
} from './members-storage';
import { FakeMessageRepository, FakeMessages, FakeMessageWriter } from './messaging';
import { SilentLogger } from './rooms-log';
import { ManualClock, SequentialIds } from './rooms-platform';
import { FakeThreads } from './threads';
import { FakeGuildLocks } from './webhooks';

const actorOf = (userId: Id): AccountActor => ({ kind: 'account', userId });

/** A guild with an owner and a member, and what the use cases of members stand on, in memory. */
export class MembersWorld {
  readonly clock = new ManualClock();
  readonly ids = new SequentialIds(this.clock);
  readonly invalidations = new ManualInvalidations();
  readonly uow = new TellingUnitOfWork(this.invalidations);
  readonly reader = new FakeGuildReader();
  readonly messages = new FakeMessages();
  readonly threads = new FakeThreads(this.reader, this.messages);
  readonly users = new FakeUserDirectory();
  readonly applications = new FakeApplicationRepository(new StoredUsers());
  readonly images = new FakeImageStore();
  readonly directory = new GuildDirectory(this.reader, this.invalidations);
  readonly access = new GuildAccess(this.directory, this.clock);
  readonly guilds = new LockedGuilds(new FakeGuildLocks(this.uow), this.reader, this.access, this.uow);
  readonly audit = new FakeAuditLog(this.uow);
  readonly auditReader = new FakeAuditLogReader(this.audit);
  readonly members = new FakeMemberRepository(this.reader, this.threads);
  readonly memberReader = new FakeMemberReader(this.reader, this.users);
  readonly roles = new FakeRoleRepository(this.reader);
  readonly bans = new FakeBanRepository();
  readonly invites = new FakeInviteRepository();
  readonly codes = new CountingInviteCodes();
  readonly emojis = new FakeEmojiRepository(this.reader);
  readonly roleRemoval = new RoleRemoval(this.roles, this.members, this.uow);
  readonly membership = new Membership(this.members, this.roleRemoval, this.uow);
  readonly memberChanges = new MemberChanges(this.members, this.audit, this.uow);
  readonly emojiChanges = new EmojiChanges(this.audit, this.uow);
  readonly banishment = new Banishment(this.guilds, this.bans, this.membership, this.audit, this.uow, this.clock);
  readonly logger = new SilentLogger();
  readonly writer = new FakeMessageWriter(this.messages, this.ids, new InProcessEventBus(this.logger));
  readonly notice = new JoinNotice(this.writer, this.logger);
  readonly purge = new MessagePurge(
    new FakeAuthoredMessagesReader(this.reader, this.messages),
    new MessageRemoval(
      new FakeMessageRepository(this.messages, this.uow),
      new FakeAttachmentRegistry(this.clock, this.uow),
      this.uow,
      this.clock,
    ),
    this.clock,
  );
  readonly guildId = this.ids.next();
  readonly channelId = this.ids.next();
  readonly owner = this.person();
  readonly member: AccountActor;

  constructor() {
    this.reader.addGuild(this.guildId, this.owner.userId);
    this.reader.addChannel(this.guildId, { id: this.channelId });
    this.messages.open(this.channelId);
    this.member = this.newMember();
  }

  /** Somebody with an account. */
  person(): AccountActor {
    const actor = actorOf(this.ids.next());
    this.users.add(actor.userId);
    return actor;
  }

  newMember(changes: Partial<Member> = {}): AccountActor {
    const actor = this.person();
    this.reader.addMember(this.guildId, actor.userId, changes);
    return actor;
  }

  role(changes: Partial<Role> = {}): Role {
    return this.reader.addRole(this.guildId, { id: this.ids.next(), ...changes });
  }

  /** A member with a role of these permissions at this position. */
  moderator(permissions: bigint, position = 5): AccountActor {
    return this.newMember({ roleIds: [this.role({ permissions, position }).id] });
  }

  /** Makes a channel the one that greets. */
  announceIn(systemChannelId: Id): void {
    const found = this.reader.guilds.get(this.guildId);
    assert(found, 'the guild of the world is there');
    this.reader.guilds.set(this.guildId, { ...found, guild: { ...found.guild, systemChannelId } });
  }

  /** What is stored of a member of the guild now. */
  stored(userId: Id): Member | undefined {
    return this.reader.memberships.find((one) => one.guildId === this.guildId && one.userId === userId);
  }

  rolesOf(): ReadonlyMap<Id, Role> {
    return this.reader.guilds.get(this.guildId)?.roles ?? new Map<Id, Role>();
  }

  get eventTypes(): readonly string[] {
    return this.uow.events.map(({ type }) => type);
  }
}
