/** Runs `work` in the async context of the worker, not of the test file. */
export function outsideTests<Result>(work: () => Result): Result;
