import { Injectable } from '@nestjs/common';
import {
  AuditAction,
  auditChanges,
  checkInviteTerms,
  guildError,
  INVITE_AGE_SECONDS_DEFAULT,
  type Invite,
  type InviteCreated,
  INVITES_MAX,
  isInviteValid,
  Permission,
} from '../../../domain/guilds';
import type { Id } from '../../../shared/ids';
import type { AccountActor } from '../../shared/actor';
import { Clock } from '../../shared/clock';
import { UnitOfWork } from '../../shared/unit-of-work';
import { AuditLog } from '../audit-log';
import { GuildAccess } from '../guild-access';
import { LockedGuilds } from '../locked-guilds';
import { InviteCodes } from './invite-codes';
import { InviteRepository } from './invite.repository';

export interface CreateInviteInput {
  readonly channelId: Id;
  /** 0: for ever; absent: a day. */
  readonly maxAgeSeconds?: number;
  /** 0 or absent: any number. */
  readonly maxUses?: number;
  readonly temporary?: boolean;
  /** True always makes a new code; else one of the same terms that the actor made before is given out again. */
  readonly isUnique?: boolean;
  readonly reason?: string;
}

/** A code by which people come into the guild of a channel. */
@Injectable()
export class CreateInvite {
  constructor(
    private readonly access: GuildAccess,
    private readonly guilds: LockedGuilds,
    private readonly invites: InviteRepository,
    private readonly codes: InviteCodes,
    private readonly audit: AuditLog,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `unknown_channel`, `missing_access`, `missing_permissions`, `wrong_channel_type`, `invites_max`, `invalid` */
  async execute(
    actor: AccountActor,
    { channelId, isUnique = false, reason, ...input }: CreateInviteInput,
  ): Promise<Invite> {
    const { channel, thread, guild } = await this.access.requireChannel(actor, channelId, Permission.createInvite);
    if (thread || channel.type === 'category') throw guildError('wrong_channel_type');
    const invite = this.newInvite(actor, channelId, guild.id, input);
    checkInviteTerms(invite);
    return this.guilds.change(actor, guild.id, 0n, async (view) => {
      if (!view.channels.has(channelId)) throw guildError('unknown_channel');
      await this.invites.removeExpired(guild.id, invite.createdAtMs);
      const existing = await this.invites.list(guild.id);
      const same = isUnique ? undefined : existing.find((one) => isSame(one, invite));
      if (same) return same;
      if (existing.length >= INVITES_MAX) throw guildError('invites_max');
      await this.store(actor, invite, reason);
      return invite;
    });
  }

  private newInvite(
    actor: AccountActor,
    channelId: Id,
    guildId: Id,
    input: Omit<CreateInviteInput, 'channelId'>,
  ): Invite {
    const { maxAgeSeconds = INVITE_AGE_SECONDS_DEFAULT, maxUses = 0, temporary = false } = input;
    const createdAtMs = this.clock.nowMs();
    return {
      ...{ guildId, channelId, maxAgeSeconds, maxUses, temporary, createdAtMs },
      code: this.codes.next(),
      inviterId: actor.userId,
      uses: 0,
      ...(maxAgeSeconds > 0 && { expiresAtMs: createdAtMs + maxAgeSeconds * 1_000 }),
    };
  }

  private async store(actor: AccountActor, invite: Invite, reason: string | undefined): Promise<void> {
    const { guildId } = invite;
    await this.invites.insert(invite);
    const created: InviteCreated = { type: 'invite.created', guildId, invite };
    this.uow.record(created);
    await this.audit.record({
      ...{ guildId, userId: actor.userId, reason },
      actionType: AuditAction.inviteCreate,
      changes: auditChanges({}, auditFieldsOfInvite(invite)),
    });
  }
}

function isSame(one: Invite, wanted: Invite): boolean {
  return (
    one.channelId === wanted.channelId &&
    one.inviterId === wanted.inviterId &&
    one.maxAgeSeconds === wanted.maxAgeSeconds &&
    one.maxUses === wanted.maxUses &&
    one.temporary === wanted.temporary &&
    (wanted.maxUses === 0 || one.uses === 0) &&
    isInviteValid(one, wanted.createdAtMs)
  );
}

export const auditFieldsOfInvite = (invite: Invite) => ({
  code: invite.code,
  channel_id: invite.channelId,
  inviter_id: invite.inviterId,
  uses: invite.uses,
  max_uses: invite.maxUses,
  max_age: invite.maxAgeSeconds,
  temporary: invite.temporary,
});
