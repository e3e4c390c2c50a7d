import type { Id } from '../../shared/ids';

export abstract class MutualGuilds {
  /** Whether these two are members of at least one guild together. */
  abstract exist(one: Id, other: Id): Promise<boolean>;
}
