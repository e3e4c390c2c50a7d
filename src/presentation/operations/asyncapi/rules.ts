interface Rule {
  readonly code: number;
  readonly meaning: string;
}

/** Codes with which the server closes `/ws/rooms/{room_id}`. */
export const closeCodes: readonly Rule[] = [
  { code: 1001, meaning: 'the server is stopping: connect again' },
  { code: 1009, meaning: 'a frame was larger than 64 KiB' },
  { code: 1013, meaning: 'the room could not be entered; an Error frame says why' },
  { code: 4001, meaning: 'kicked, or access was revoked' },
  { code: 4002, meaning: 'five malformed frames in a row' },
  { code: 4003, meaning: 'banned' },
  { code: 4004, meaning: 'the room was closed' },
  { code: 4008, meaning: 'too many frames' },
  { code: 4009, meaning: 'a newer connection of the same guest took over' },
];

/** Refusals before the upgrade, as plain HTTP with `{"error": "..."}`; a plain GET of the same URL gives them too. */
export const refusals: readonly Rule[] = [
  { code: 400, meaning: 'user_id is missing or cannot be one' },
  { code: 401, meaning: 'bad ticket or token' },
  { code: 403, meaning: 'banned' },
  { code: 404, meaning: 'no such room' },
  { code: 409, meaning: 'the room is full' },
  { code: 410, meaning: 'the room is closed' },
  { code: 426, meaning: 'a plain GET that would have been let in' },
  { code: 429, meaning: 'too many joins from this address' },
  { code: 503, meaning: 'the server has no room for another connection' },
];

export const asMarkdownList = (rules: readonly Rule[]): string =>
  rules.map(({ code, meaning }) => `- ${code}: ${meaning}`).join('\n');
