import { Injectable } from '@nestjs/common';
import type { UserProfile } from '../../domain/identity';
import { invalid } from '../../shared/errors';
import type { Id } from '../../shared/ids';
import type { AccountActor } from '../shared/actor';
import { PeopleReader } from './people.reader';
import { UserDirectory } from './user-directory';

export const PEOPLE_PAGE_MAX = 1_000;

export interface ListPeopleInput {
  /** What a name contains; absent or empty: everybody. */
  readonly search?: string;
  /** The last one already seen. */
  readonly after?: Id;
  readonly limit: number;
}

/** The server's directory: everybody but oneself, by ascending id. */
@Injectable()
export class ListPeople {
  constructor(
    private readonly reader: PeopleReader,
    private readonly users: UserDirectory,
  ) {}

  /** @throws AppError `invalid` for a limit outside 1-1000 */
  async execute({ userId }: AccountActor, { search, after, limit }: ListPeopleInput): Promise<readonly UserProfile[]> {
    if (!Number.isInteger(limit) || limit < 1 || limit > PEOPLE_PAGE_MAX) {
      throw invalid('limit', `must be an integer from 1 to ${PEOPLE_PAGE_MAX}`);
    }
    const name = search?.trim() || undefined;
    const ids = await this.reader.find({ search: name, after, exceptId: userId, limit });
    const profiles = await this.users.findMany(ids);
    return ids.flatMap((id) => profiles.get(id) ?? []);
  }
}
