import type { Id } from '../../shared/ids';
import { isId } from '../../shared/ids';

/** Users and roles that one message names at most. */
export const MENTIONS_MAX = 100;

/** Which of the mentions in a message's text may notify; https://docs.discord.com/developers/resources/message#allowed-mentions-object */
export interface AllowedMentions {
  /** `names`: also `@name` and `@all`, as people type them where no client writes ids; of members of the channel only. */
  readonly parse: ReadonlySet<'users' | 'roles' | 'everyone' | 'names'>;
  /** Only these users, when `parse` does not name all. */
  readonly userIds: ReadonlySet<Id>;
  readonly roleIds: ReadonlySet<Id>;
  /** Whether the author of the message that is answered is mentioned too. */
  readonly repliedUser: boolean;
}

/** What counts when a message says nothing about it. */
export const EVERY_MENTION: AllowedMentions = {
  parse: new Set(['users', 'roles', 'everyone']),
  userIds: new Set(),
  roleIds: new Set(),
  repliedUser: true,
};

/** What counts in a message of a dialect whose people type the names of others. */
export const TYPED_MENTIONS: AllowedMentions = {
  ...EVERY_MENTION,
  parse: new Set(['users', 'everyone', 'names']),
};

/** Whom a text names, in the order of their first mention. */
export interface NamedInText {
  readonly userIds: readonly Id[];
  readonly roleIds: readonly Id[];
  readonly everyone: boolean;
}

const NOBODY: NamedInText = { userIds: [], roleIds: [], everyone: false };
const code = /```[^]*?```|`[^`\n]*`/g;
const user = /<@!?(\d{1,19})>/g;
const role = /<@&(\d{1,19})>/g;
const everyone = /@(?:everyone|here)\b/;

/** What of a message's text is not code. */
export const proseOf = (content: string): string => (content.includes('`') ? content.replace(code, ' ') : content);

/** The mentions in a message's text; what stands in code is only text. */
export function mentionsIn(content: string): NamedInText {
  if (!content.includes('@')) return NOBODY;
  const text = proseOf(content);
  return { userIds: idsOf(text, user), roleIds: idsOf(text, role), everyone: everyone.test(text) };
}

/** Those of the named that may be notified. */
export function allowedOf(named: NamedInText, allowed: AllowedMentions): NamedInText {
  return {
    userIds: named.userIds.filter((id) => allowed.parse.has('users') || allowed.userIds.has(id)),
    roleIds: named.roleIds.filter((id) => allowed.parse.has('roles') || allowed.roleIds.has(id)),
    everyone: named.everyone && allowed.parse.has('everyone'),
  };
}

function idsOf(text: string, pattern: RegExp): Id[] {
  const ids = [...text.matchAll(pattern)].map(([, id]) => id).filter(isId);
  return [...new Set(ids)].slice(0, MENTIONS_MAX);
}
