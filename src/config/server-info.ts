import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ServerInfo } from '../application/operations/server-info';
import { failureCode } from './failures';

const FOLDERS_UP_MAX = 6;

/** Name and version as package.json has them; its place differs between sources and compiled code. */
export function readServerInfo(): ServerInfo {
  let folder = __dirname;
  for (let step = 0; step < FOLDERS_UP_MAX; step += 1) {
    const info = readPackage(join(folder, 'package.json'));
    if (info) return info;
    folder = dirname(folder);
  }
  return { name: 'guildhall', version: 'unknown' };
}

function readPackage(path: string): ServerInfo | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isServerInfo(value) ? { name: value.name, version: value.version } : undefined;
  } catch (error) {
    if (failureCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

const isServerInfo = (value: unknown): value is ServerInfo =>
  typeof value === 'object' &&
  value !== null &&
  'name' in value &&
  'version' in value &&
  typeof value.name === 'string' &&
  typeof value.version === 'string';
