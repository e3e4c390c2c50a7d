import type { Member } from '../../../domain/guilds';
import type { Id } from '../../../shared/ids';

/** Members in one answer at most. */
export const MEMBERS_PAGE_MAX = 1_000;

export interface MemberListQuery {
  /** 1 to {@link MEMBERS_PAGE_MAX}. */
  readonly limit: number;
  /** Only members with a greater user id. */
  readonly after?: Id;
}

export interface MemberSearchQuery {
  /** How the username, display name or nick begins, in upper or lower case alike. */
  readonly prefix: string;
  /** 1 to {@link MEMBERS_PAGE_MAX}. */
  readonly limit: number;
}

/** Members of a guild, ascending by user id. */
export abstract class MemberReader {
  abstract list(guildId: Id, query: MemberListQuery): Promise<readonly Member[]>;
  abstract search(guildId: Id, query: MemberSearchQuery): Promise<readonly Member[]>;
}
