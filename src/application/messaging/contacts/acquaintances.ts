import type { Id } from '../../../shared/ids';

export abstract class Acquaintances {
  /** Whether these two are friends, or members of at least one group together. */
  abstract exist(one: Id, other: Id): Promise<boolean>;
}
