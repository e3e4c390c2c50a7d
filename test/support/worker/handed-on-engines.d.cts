/**
 * Databases in memory made from the tar file `archive` are emptied at their close and handed on to who next opens one in
 * this worker: starting PostgreSQL in WebAssembly takes longer than most test files.
 */
export function handOnEngines(archive: string): void;
