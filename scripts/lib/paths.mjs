import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** An absolute path inside the repository. */
export const inRoot = (...parts) => path.join(root, ...parts);

/** Scratch space of the scripts: locks and unfinished builds. Ignored by git, safe to delete. */
export const cacheDirectory = inRoot('.cache');
export const distDirectory = inRoot('dist');
export const serverEntry = inRoot('dist', 'src', 'main.js');
