const TRANSACTION_ATTEMPTS_MAX = 3;
/** https://www.postgresql.org/docs/15/errcodes-appendix.html: serialization_failure, deadlock_detected */
const conflictCodes = new Set(['40001', '40P01']);

function isConflict(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && conflictCodes.has(String(error.code));
}

/** Runs a transaction again when PostgreSQL chose it as the victim of a deadlock or serialization failure. */
export async function retryingConflicts<Result>(attempt: () => Promise<Result>): Promise<Result> {
  for (let attemptNumber = 1; ; attemptNumber += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!isConflict(error) || attemptNumber >= TRANSACTION_ATTEMPTS_MAX) throw error;
    }
  }
}
