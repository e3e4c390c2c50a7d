/**
 * The system's code of a failure, such as `ENOENT`. Read by shape: errors of Node's own modules are not always instances
 * of this context's `Error` (worker threads, test runners).
 */
export function failureCode(error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

export function failureText(error: unknown): string {
  const message = typeof error === 'object' && error !== null && 'message' in error ? error.message : error;
  return String(message);
}
