import { Injectable } from '@nestjs/common';
import type { Dialect } from '../../application/shared/metrics';
import type { ErrorKind } from '../../shared/errors';
import { AppError, isAppError } from '../../shared/errors';
import { dialectOfPath } from './path-table';

const MILLISECONDS_PER_SECOND = 1_000;

export interface HttpErrorAnswer {
  readonly status: number;
  readonly body: object | string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Writes an error in one dialect's own form. */
export interface HttpErrorPresenter {
  /** @param target of the request: a dialect may answer differently below different bases */
  present(error: AppError, target: string): HttpErrorAnswer;
}

/** The usual status of each kind; a dialect may differ for single codes. */
export const statusOfKind = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  limited: 429,
  unavailable: 503,
} as const satisfies Record<ErrorKind, number>;

const plainPresenter: HttpErrorPresenter = {
  present: (error) => ({ status: statusOfKind[error.kind], body: { error: describeError(error) } }),
};

/** Which dialects answer, and how they write errors. A dialect registers itself when its module starts. */
@Injectable()
export class HttpErrorPresenters {
  private readonly presenters = new Map<Dialect, HttpErrorPresenter>([['operations', plainPresenter]]);

  register(dialect: Dialect, presenter: HttpErrorPresenter): void {
    this.presenters.set(dialect, presenter);
  }

  has(dialect: Dialect | undefined): boolean {
    return dialect !== undefined && this.presenters.has(dialect);
  }

  /** The dialect's presenter; a plain `{"error": "..."}` for a dialect that is not registered. */
  of(dialect: Dialect | undefined): HttpErrorPresenter {
    return (dialect && this.presenters.get(dialect)) ?? plainPresenter;
  }

  /**
   * Any error as the dialect that owns the target writes it, with `Retry-After` where waiting helps. What is no AppError
   * becomes a 500 that tells nothing; the caller logs it.
   */
  present(target: string, error: unknown): HttpErrorAnswer {
    const presenter = this.of(dialectOfPath(target));
    if (!isAppError(error)) {
      return { ...presenter.present(internalError('Internal Server Error'), target), status: 500 };
    }
    const answer = presenter.present(error, target);
    return { ...answer, headers: { ...retryAfter(error), ...answer.headers } };
  }
}

/** What a client is told about a fault of ours. */
export const internalError = (message: string): AppError => new AppError('unavailable', 'internal', message);

function retryAfter(error: AppError): Record<string, string> {
  const { retryAfterMs } = error.details;
  const isTemporary = error.kind === 'limited' || (error.kind === 'unavailable' && retryAfterMs !== undefined);
  if (!isTemporary) return {};
  return { 'retry-after': String(Math.max(1, Math.ceil((retryAfterMs ?? 0) / MILLISECONDS_PER_SECOND))) };
}

/** The error's text; names the wrong field when the text itself does not. */
export function describeError(error: AppError): string {
  const { field } = error.details;
  return field === undefined || error.message.includes(field) ? error.message : `${field}: ${error.message}`;
}
