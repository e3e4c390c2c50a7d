/**
 * Snowflake ids (https://docs.discord.com/developers/reference#snowflakes): 42 bits of milliseconds since
 * {@link SNOWFLAKE_EPOCH_MS}, 10 bits of worker number, 12 bits of increment. Kept as decimal strings everywhere: that
 * is how PostgreSQL's driver and every wire dialect carry them, and a number would lose digits.
 */
export type Id = string;

export const SNOWFLAKE_EPOCH_MS = 1_420_070_400_000;
export const SNOWFLAKE_TIME_SHIFT = 22n;
export const SNOWFLAKE_WORKER_SHIFT = 12n;
export const SNOWFLAKE_WORKERS_MAX = 1_024;
export const SNOWFLAKE_INCREMENTS_MAX = 4_096;
const idMax = 9_223_372_036_854_775_807n;

/** True for a positive decimal integer without leading zeros that fits PostgreSQL's BIGINT. */
export function isId(value: unknown): value is Id {
  return typeof value === 'string' && /^[1-9]\d{0,18}$/.test(value) && BigInt(value) <= idMax;
}

/** Numeric order of two ids: negative when `a` is older. */
export function compareIds(a: Id, b: Id): number {
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
}

export function idTimeMs(id: Id): number {
  return Number(BigInt(id) >> SNOWFLAKE_TIME_SHIFT) + SNOWFLAKE_EPOCH_MS;
}

/** The smallest id that can have been made at `timeMs`; for range queries by time. */
export function firstIdAt(timeMs: number): Id {
  return (BigInt(Math.max(0, Math.floor(timeMs) - SNOWFLAKE_EPOCH_MS)) << SNOWFLAKE_TIME_SHIFT).toString();
}
