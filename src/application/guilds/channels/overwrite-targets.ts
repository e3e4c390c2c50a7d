import { Injectable } from '@nestjs/common';
import { cleanOverwrites, guildError, type Overwrite, type Role } from '../../../domain/guilds';
import type { Id } from '../../../shared/ids';
import { UserDirectory } from '../../identity';
import type { OverwriteInput } from './channel-settings';

/** Overwrites are for roles of the guild, and for accounts, whether or not they are members now. */
@Injectable()
export class OverwriteTargets {
  constructor(private readonly users: UserDirectory) {}

  /**
   * Of several for one target the last counts.
   * @throws AppError `unknown_overwrite` for what is neither, `invalid` when there are too many
   */
  async resolve(roles: ReadonlyMap<Id, Role>, inputs: readonly OverwriteInput[]): Promise<Overwrite[]> {
    const overwrites = cleanOverwrites(
      inputs.map((one) => ({ ...one, kind: one.kind ?? (roles.has(one.targetId) ? 'role' : 'member') })),
    );
    const ofMembers = overwrites.filter(({ kind }) => kind === 'member').map(({ targetId }) => targetId);
    const known = ofMembers.length === 0 ? new Map() : await this.users.findMany(ofMembers);
    const unknown = overwrites.find(({ kind, targetId }) => !(kind === 'role' ? roles : known).has(targetId));
    if (unknown) throw guildError('unknown_overwrite');
    return overwrites;
  }
}
