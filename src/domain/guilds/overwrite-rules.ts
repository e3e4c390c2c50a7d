import { invalid } from '../../shared/errors';
import { guildError } from './errors';
import type { Overwrite } from './guild';
import { ALL_PERMISSIONS, hasPermission, Permission } from './permissions';

/** Overwrites of one channel. */
export const OVERWRITES_MAX = 1_000;

/** Known bits only; what is allowed is not denied. */
export const cleanOverwrite = (overwrite: Overwrite): Overwrite => ({
  ...overwrite,
  allow: overwrite.allow & ALL_PERMISSIONS,
  deny: overwrite.deny & ALL_PERMISSIONS & ~overwrite.allow,
});

/** Of several for one target the last counts. @throws AppError `invalid` when there are too many */
export function cleanOverwrites(overwrites: readonly Overwrite[], field = 'permission_overwrites'): Overwrite[] {
  const byTarget = new Map(overwrites.map((one) => [one.targetId, cleanOverwrite(one)]));
  if (byTarget.size > OVERWRITES_MAX) throw invalid(field, `must have at most ${OVERWRITES_MAX} items`);
  return [...byTarget.values()];
}

/** The bits that a change of overwrites gives, takes or leaves to the roles again. */
export function changedBits(before: readonly Overwrite[], after: readonly Overwrite[]): bigint {
  const old = new Map(before.map((one) => [one.targetId, one]));
  const fresh = new Map(after.map((one) => [one.targetId, one]));
  let bits = 0n;
  for (const targetId of new Set([...old.keys(), ...fresh.keys()])) {
    const was = old.get(targetId);
    const is = fresh.get(targetId);
    bits |= ((was?.allow ?? 0n) ^ (is?.allow ?? 0n)) | ((was?.deny ?? 0n) ^ (is?.deny ?? 0n));
  }
  return bits;
}

/**
 * Nobody gives or takes by overwrites what they do not have themselves, and only administrators the right to manage
 * them. https://docs.discord.com/developers/resources/channel#edit-channel-permissions
 * @param permissions of the actor, in the guild and the channel together
 * @throws AppError `missing_permissions`
 */
export function checkOverwriteChange(permissions: bigint, bits: bigint): void {
  if (permissions === ALL_PERMISSIONS) return;
  if (!hasPermission(permissions & ~Permission.manageRoles, bits)) throw guildError('missing_permissions');
}

export const sameOverwrites = (a: readonly Overwrite[], b: readonly Overwrite[]): boolean => {
  if (a.length !== b.length) return false;
  const others = new Map(b.map((one) => [one.targetId, one]));
  return a.every((one) => {
    const other = others.get(one.targetId);
    return other?.kind === one.kind && other.allow === one.allow && other.deny === one.deny;
  });
};
