'use strict';
/**
 * Preloaded into a server (`node --expose-gc -r ...`): SIGUSR2 collects garbage and writes the process's memory to the
 * file named by GC_REPORT_FILE. The same for Guildhall and for the bare servers.
 */
const { writeFileSync, renameSync } = require('node:fs');
const { isMainThread } = require('node:worker_threads');

const COLLECTIONS = 4;
const PAUSE_MS = 150;
const file = process.env.GC_REPORT_FILE;

function collect(left) {
  globalThis.gc();
  if (left > 1) {
    setTimeout(collect, PAUSE_MS, left - 1);
    return;
  }
  writeFileSync(`${file}.part`, JSON.stringify(process.memoryUsage()));
  renameSync(`${file}.part`, file);
}

if (isMainThread && file !== undefined) {
  process.on('SIGUSR2', () => collect(COLLECTIONS));
}
