import { Module, type Provider } from '@nestjs/common';
import {
  AuditLog,
  GuildAccess,
  GuildChannelRepository,
  GuildDirectory,
  GuildLocks,
  GuildReader,
  GuildRepository,
  LockedChannels,
  LockedGuilds,
  MemberReader,
  MemberRepository,
  Membership,
  RoleRemoval,
  RoleRepository,
} from '../application/guilds';
import { GuildTies } from '../application/guilds/members/guild-ties';
import { TypeOrmAuditLog } from '../infrastructure/persistence/guilds/typeorm-audit-log';
import { TypeOrmGuildChannelRepository } from '../infrastructure/persistence/guilds/typeorm-guild-channel.repository';
import { TypeOrmGuildLocks } from '../infrastructure/persistence/guilds/typeorm-guild-locks';
import { TypeOrmGuildReader } from '../infrastructure/persistence/guilds/typeorm-guild.reader';
import { TypeOrmGuildRepository } from '../infrastructure/persistence/guilds/typeorm-guild.repository';
import { TypeOrmMemberReader } from '../infrastructure/persistence/guilds/typeorm-member.reader';
import { TypeOrmMemberRepository } from '../infrastructure/persistence/guilds/typeorm-member.repository';
import { TypeOrmRoleRepository } from '../infrastructure/persistence/guilds/typeorm-role.repository';

const providers: Provider[] = [
  GuildDirectory,
  GuildAccess,
  LockedGuilds,
  LockedChannels,
  Membership,
  RoleRemoval,
  GuildTies,
  { provide: GuildReader, useClass: TypeOrmGuildReader },
  { provide: AuditLog, useClass: TypeOrmAuditLog },
  { provide: GuildRepository, useClass: TypeOrmGuildRepository },
  { provide: GuildChannelRepository, useClass: TypeOrmGuildChannelRepository },
  { provide: GuildLocks, useClass: TypeOrmGuildLocks },
  { provide: MemberReader, useClass: TypeOrmMemberReader },
  { provide: MemberRepository, useClass: TypeOrmMemberRepository },
  { provide: RoleRepository, useClass: TypeOrmRoleRepository },
];

/** What everything about guilds stands on: what they are made of, and who may do what in them. */
@Module({ providers, exports: providers })
export class GuildsModule {}
