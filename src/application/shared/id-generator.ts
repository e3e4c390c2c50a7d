import type { Id } from '../../shared/ids';

export abstract class IdGenerator {
  /**
   * A new Snowflake id, unique server-wide and greater than every id this process made before.
   * @param after when given, the id is also greater than this one (a hybrid logical clock: the generator's time moves
   *   past it, also when the clock stands behind).
   * @throws AppError `unavailable` while the process holds no worker number.
   */
  abstract next(after?: Id): Id;
}
