/** Code points. */
export const NICK_MAX = 32;
/** Roles of one member at most. */
export const MEMBER_ROLES_MAX = 250;
/** A timeout ends within 28 days. */
export const TIMEOUT_MS_MAX = 28 * 24 * 60 * 60 * 1_000;
