/** The key that makes a caller the operator. */
export abstract class OperatorKey {
  /** Compares in constant time. */
  abstract matches(candidate: string): boolean;
}
