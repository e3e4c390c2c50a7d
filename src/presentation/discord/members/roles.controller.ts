import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Param, Patch, Post, UseGuards } from '@nestjs/common';
import type { APIRole } from 'discord-api-types/v10';
import { GuildAccess } from '../../../application/guilds';
import { CreateRole } from '../../../application/guilds/roles/create-role';
import { DeleteRole } from '../../../application/guilds/roles/delete-role';
import { MoveRoles } from '../../../application/guilds/roles/move-roles';
import { UpdateRole } from '../../../application/guilds/roles/update-role';
import type { AccountActor } from '../../../application/shared/actor';
import { guildError, ROLES_MAX } from '../../../domain/guilds';
import { invalid } from '../../../shared/errors';
import { validateInput } from '../../shared/validation';
import { presentRole } from '../presenters/guild.presenter';
import { AuditReason } from '../rest/audit-reason.decorator';
import { AuthenticatedGuard, CurrentActor } from '../../shared/authenticated.guard';
import { discordRoutes } from '../rest/discord-routes';
import { RoleDto, RolePositionDto, toRoleSettings } from './role.dto';

/** https://docs.discord.com/developers/resources/guild#get-guild-roles */
@UseGuards(AuthenticatedGuard)
@Controller(discordRoutes('guilds/:guild_id/roles'))
export class RolesController {
  constructor(
    private readonly access: GuildAccess,
    private readonly createRole: CreateRole,
    private readonly updateRole: UpdateRole,
    private readonly moveRoles: MoveRoles,
    private readonly deleteRole: DeleteRole,
  ) {}

  @Get()
  async list(@CurrentActor() actor: AccountActor, @Param('guild_id') guildId: string): Promise<APIRole[]> {
    const { roles } = await this.access.requireGuild(actor, guildId);
    return [...roles.values()].map(presentRole);
  }

  @Get(':role_id')
  async read(
    @CurrentActor() actor: AccountActor,
    @Param('guild_id') guildId: string,
    @Param('role_id') roleId: string,
  ): Promise<APIRole> {
    const { roles } = await this.access.requireGuild(actor, guildId);
    const role = roles.get(roleId);
    if (!role) throw guildError('unknown_role');
    return presentRole(role);
  }

  @Post()
  @HttpCode(HttpStatus.OK)
  async create(
    @CurrentActor() actor: AccountActor,
    @Param('guild_id') guildId: string,
    @Body() body: RoleDto,
    @AuditReason() reason?: string,
  ): Promise<APIRole> {
    return presentRole(await this.createRole.execute(actor, { guildId, settings: toRoleSettings(body), reason }));
  }

  /** Moves several roles at once; answers with all of the guild's. */
  @Patch()
  async move(
    @CurrentActor() actor: AccountActor,
    @Param('guild_id') guildId: string,
    @Body() body: unknown,
    @AuditReason() reason?: string,
  ): Promise<APIRole[]> {
    if (!Array.isArray(body) || body.length > ROLES_MAX) {
      throw invalid('', `expected an array of at most ${ROLES_MAX} positions`);
    }
    const positions = body.map((item: unknown) => {
      const { id, position } = validateInput(RolePositionDto, item);
      return { roleId: id, position: position ?? undefined };
    });
    const roles = await this.moveRoles.execute(actor, { guildId, positions, reason });
    return roles.map(presentRole);
  }

  @Patch(':role_id')
  async update(
    @CurrentActor() actor: AccountActor,
    @Param('guild_id') guildId: string,
    @Param('role_id') roleId: string,
    @Body() body: RoleDto,
    @AuditReason() reason?: string,
  ): Promise<APIRole> {
    const settings = toRoleSettings(body);
    return presentRole(await this.updateRole.execute(actor, { guildId, roleId, settings, reason }));
  }

  @Delete(':role_id')
  @HttpCode(HttpStatus.NO_CONTENT)
  async remove(
    @CurrentActor() actor: AccountActor,
    @Param('guild_id') guildId: string,
    @Param('role_id') roleId: string,
    @AuditReason() reason?: string,
  ): Promise<void> {
    await this.deleteRole.execute(actor, { guildId, roleId, reason });
  }
}
