import type { Id } from '../../shared/ids';
import { AccountTies } from './account-ties';

/** The ties of an account in several contexts, released one after the other. Built in the modules. */
export class JoinedAccountTies extends AccountTies {
  constructor(private readonly all: readonly AccountTies[]) {
    super();
  }

  async release(userId: Id): Promise<void> {
    for (const ties of this.all) await ties.release(userId);
  }
}
