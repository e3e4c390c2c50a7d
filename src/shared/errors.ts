/**
 * The one error taxonomy. A use case throws `AppError`; each dialect maps kind and code to its wire form in a single
 * table. Texts are for people and never carry logic.
 */
export const errorKinds = [
  'invalid',
  'unauthenticated',
  'forbidden',
  'not_found',
  'conflict',
  'limited',
  'unavailable',
] as const;

export type ErrorKind = (typeof errorKinds)[number];

export interface ErrorDetails {
  /** Name of the input field that is wrong, as the use case names it. */
  readonly field?: string;
  /** Milliseconds after which the same call may succeed; only with kind `limited` or `unavailable`. */
  readonly retryAfterMs?: number;
  /** Every wrong field of an input, when more than one is known. */
  readonly fields?: readonly FieldProblem[];
}

export interface FieldProblem {
  readonly field: string;
  readonly message: string;
  /** What was sent, where it is short and no secret; only some dialects repeat it. */
  readonly value?: string | number | boolean | null;
  /** Nothing was sent at all; only some dialects tell it apart. */
  readonly isMissing?: true;
}

export class AppError extends Error {
  constructor(
    readonly kind: ErrorKind,
    /** Stable snake_case code; the codes of a context stand in its `errors.ts`. */
    readonly code: string,
    message: string,
    readonly details: ErrorDetails = {},
  ) {
    super(message);
    this.name = 'AppError';
  }
}

export function isAppError(error: unknown): error is AppError {
  return error instanceof AppError;
}

export const unavailable = (message: string, retryAfterMs = 1_000): AppError =>
  new AppError('unavailable', 'unavailable', message, { retryAfterMs });

export const invalid = (field: string, message: string): AppError =>
  new AppError('invalid', 'invalid', message, { field });
