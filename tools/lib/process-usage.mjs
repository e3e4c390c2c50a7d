import { readFileSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second, on every platform Node runs on. */
const TICKS_PER_SECOND = 100;

/**
 * @param {number} pid
 * @returns {number | undefined} processor seconds used so far by all threads, undefined where /proc does not tell
 */
export function cpuSeconds(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command name stands in parentheses and may hold spaces: count fields after it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  } catch {
    return undefined;
  }
}

/** @returns {number | undefined} how many files this process may open, undefined where /proc does not tell */
export function openFileLimit() {
  try {
    const line = /^Max open files\s+(\d+|unlimited)/m.exec(readFileSync('/proc/self/limits', 'utf8'));
    return line === null || line[1] === 'unlimited' ? undefined : Number(line[1]);
  } catch {
    return undefined;
  }
}
