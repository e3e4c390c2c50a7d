/** Roles of one guild at most, @everyone included. */
export const ROLES_MAX = 250;
/** Code points. */
export const ROLE_NAME_MAX = 100;
export const DEFAULT_ROLE_NAME = 'new role';
/** 0xRRGGBB. */
export const COLOR_MAX = 0xff_ff_ff;
/** Just above @everyone, where new roles begin. */
export const FIRST_ROLE_POSITION = 1;
