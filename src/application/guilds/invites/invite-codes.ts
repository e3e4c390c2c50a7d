/** Codes that nobody guesses. */
export abstract class InviteCodes {
  /** 10 letters and digits, from a source fit for secrets. */
  abstract next(): string;
}
