import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { dirname } from 'node:path';

/** A table in Markdown, its columns padded so that it reads well in a terminal too. */
export function table(head, rows) {
  const widths = head.map((cell, column) => Math.max(cell.length, ...rows.map((row) => row[column].length)));
  const line = (cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

/**
 * @typedef {object} Goal
 * @property {string} text
 * @property {string} measured
 * @property {boolean} met
 */

/** @param {Goal[]} goals */
export function goalTable(goals) {
  const rows = goals.map(({ text, measured, met }) => [text, measured, met ? 'met' : 'NOT met']);
  return table(['goal', 'measured', 'result'], rows);
}

export function machine() {
  const model = cpus()[0]?.model ?? 'unknown processor';
  const memoryGiB = Math.round(totalmem() / 2 ** 30);
  return `${process.platform}, Node ${process.version}, ${availableParallelism()} x ${model}, ${memoryGiB} GiB`;
}

/** @param {string} file */
export function writeResults(file, results) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(results, undefined, 2)}\n`);
}
