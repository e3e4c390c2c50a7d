/** RFC 3339 in UTC with milliseconds. */
export const presentTime = (timeMs: number): string => new Date(timeMs).toISOString();
