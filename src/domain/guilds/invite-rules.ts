import { invalid } from '../../shared/errors';
import type { Invite } from './guild';

/** Seven days. */
export const INVITE_AGE_SECONDS_MAX = 604_800;
export const INVITE_AGE_SECONDS_DEFAULT = 86_400;
export const INVITE_USES_MAX = 100;
/** Invites of one guild at most. */
export const INVITES_MAX = 1_000;

export const isInviteValid = (invite: Invite, nowMs: number): boolean =>
  (invite.expiresAtMs === undefined || invite.expiresAtMs > nowMs) &&
  (invite.maxUses === 0 || invite.uses < invite.maxUses);

/** @throws AppError `invalid`, naming the field */
export function checkInviteTerms({ maxAgeSeconds, maxUses }: Pick<Invite, 'maxAgeSeconds' | 'maxUses'>): void {
  checkRange('max_age', maxAgeSeconds, INVITE_AGE_SECONDS_MAX);
  checkRange('max_uses', maxUses, INVITE_USES_MAX);
}

function checkRange(field: string, value: number, maximum: number): void {
  if (Number.isInteger(value) && value >= 0 && value <= maximum) return;
  throw invalid(field, `${field} must be an integer from 0 to ${maximum}`);
}
