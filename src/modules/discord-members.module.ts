import { Module } from '@nestjs/common';
import { AuditLogController } from '../presentation/discord/members/audit-log.controller';
import { BansController } from '../presentation/discord/members/bans.controller';
import { EmojisController } from '../presentation/discord/members/emojis.controller';
import { InvitesController } from '../presentation/discord/members/invites.controller';
import { MembersController } from '../presentation/discord/members/members.controller';
import { People } from '../presentation/discord/members/people';
import { RolesController } from '../presentation/discord/members/roles.controller';
import { DiscordGuildsModule } from './discord-guilds.module';
import { GuildMembersModule } from './guild-members.module';
import { GuildsModule } from './guilds.module';

@Module({
  imports: [GuildsModule, GuildMembersModule, DiscordGuildsModule],
  controllers: [
    RolesController,
    MembersController,
    BansController,
    InvitesController,
    EmojisController,
    AuditLogController,
  ],
  providers: [People],
})
export class DiscordMembersModule {}
