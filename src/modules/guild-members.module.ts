import { Module, type Provider } from '@nestjs/common';
import { AuditLogReader } from '../application/guilds/audit/audit-log.reader';
import { ReadAuditLog } from '../application/guilds/audit/read-audit-log';
import { AuthoredMessagesReader } from '../application/guilds/bans/authored-messages';
import { BanMember } from '../application/guilds/bans/ban-member';
import { BanRepository } from '../application/guilds/bans/ban.repository';
import { Banishment } from '../application/guilds/bans/banishment';
import { BulkBan } from '../application/guilds/bans/bulk-ban';
import { LiftBan } from '../application/guilds/bans/lift-ban';
import { MessagePurge } from '../application/guilds/bans/message-purge';
import { ReadBans } from '../application/guilds/bans/read-bans';
import { CreateEmoji } from '../application/guilds/emojis/create-emoji';
import { DeleteEmoji } from '../application/guilds/emojis/delete-emoji';
import { EmojiChanges } from '../application/guilds/emojis/emoji-changes';
import { EmojiRepository } from '../application/guilds/emojis/emoji.repository';
import { UpdateEmoji } from '../application/guilds/emojis/update-emoji';
import { AcceptInvite } from '../application/guilds/invites/accept-invite';
import { CreateInvite } from '../application/guilds/invites/create-invite';
import { DeleteInvite } from '../application/guilds/invites/delete-invite';
import { InviteCodes } from '../application/guilds/invites/invite-codes';
import { InviteRepository } from '../application/guilds/invites/invite.repository';
import { ReadInvites } from '../application/guilds/invites/read-invites';
import { JoinNotice } from '../application/guilds/join-notice';
import { AddBot } from '../application/guilds/members/add-bot';
import { AssignRole } from '../application/guilds/members/assign-role';
import { KickMember } from '../application/guilds/members/kick-member';
import { MemberChanges } from '../application/guilds/members/member-changes';
import { ReadMembers } from '../application/guilds/members/read-members';
import { UpdateMember } from '../application/guilds/members/update-member';
import { CreateRole } from '../application/guilds/roles/create-role';
import { DeleteRole } from '../application/guilds/roles/delete-role';
import { MoveRoles } from '../application/guilds/roles/move-roles';
import { UpdateRole } from '../application/guilds/roles/update-role';
import { TypeOrmAuditLogReader } from '../infrastructure/persistence/guilds/typeorm-audit-log.reader';
import { TypeOrmAuthoredMessagesReader } from '../infrastructure/persistence/guilds/typeorm-authored-messages.reader';
import { TypeOrmBanRepository } from '../infrastructure/persistence/guilds/typeorm-ban.repository';
import { TypeOrmEmojiRepository } from '../infrastructure/persistence/guilds/typeorm-emoji.repository';
import { TypeOrmInviteRepository } from '../infrastructure/persistence/guilds/typeorm-invite.repository';
import { RandomInviteCodes } from '../infrastructure/security/random-invite-codes';
import { FilesModule } from './files.module';
import { GuildsModule } from './guilds.module';
import { MessagingModule } from './messaging.module';

const adapters: Provider[] = [
  { provide: AuditLogReader, useClass: TypeOrmAuditLogReader },
  { provide: AuthoredMessagesReader, useClass: TypeOrmAuthoredMessagesReader },
  { provide: BanRepository, useClass: TypeOrmBanRepository },
  { provide: EmojiRepository, useClass: TypeOrmEmojiRepository },
  { provide: InviteRepository, useClass: TypeOrmInviteRepository },
  { provide: InviteCodes, useClass: RandomInviteCodes },
];

const services: Provider[] = [Banishment, EmojiChanges, JoinNotice, MemberChanges, MessagePurge];

const useCases: Provider[] = [
  ...[CreateRole, UpdateRole, MoveRoles, DeleteRole],
  ...[ReadMembers, UpdateMember, AssignRole, KickMember, AddBot],
  ...[ReadBans, BanMember, BulkBan, LiftBan],
  ...[ReadInvites, CreateInvite, AcceptInvite, DeleteInvite],
  ...[CreateEmoji, UpdateEmoji, DeleteEmoji],
  ReadAuditLog,
];

const providers = [...adapters, ...services, ...useCases];

/** Who is in a guild and how they came: roles, members, bans, invites, emojis, and what moderators did. */
@Module({ imports: [GuildsModule, MessagingModule, FilesModule], providers, exports: providers })
export class GuildMembersModule {}
