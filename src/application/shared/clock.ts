export abstract class Clock {
  /** Wall clock, milliseconds since 1970. */
  abstract nowMs(): number;
}
