import fs from 'node:fs';
import path from 'node:path';

export const root = path.resolve(__dirname, '../..');

const folders = ['src', 'migrations', 'test', 'scripts', 'tools', 'bench', 'docs'];
const notOurs = /(^|\/)(node_modules|results|fixtures)\//;

export interface SourceFile {
  /** Path inside the repository, with forward slashes. */
  readonly name: string;
  readonly text: string;
}

/** Every file of ours whose name ends with one of `extensions`. */
export function filesOf(...extensions: readonly string[]): readonly SourceFile[] {
  const nested = folders.flatMap((folder) => list(folder));
  const names = [...nested, ...fs.readdirSync(root)].filter((name) => !notOurs.test(name));
  return names
    .filter((name) => extensions.some((extension) => name.endsWith(extension)))
    .map((name) => ({ name, text: fs.readFileSync(path.join(root, name), 'utf8') }));
}

function list(folder: string): readonly string[] {
  const full = path.join(root, folder);
  if (!fs.existsSync(full)) return [];
  const entries = fs.readdirSync(full, { recursive: true, encoding: 'utf8' });
  return entries.map((entry) => path.posix.join(folder, entry.replaceAll('\\', '/')));
}

/** `file:line: text` of every line of `files` that matches `pattern`. */
export function matches(files: readonly SourceFile[], pattern: RegExp): readonly string[] {
  return files.flatMap(({ name, text }) =>
    text
      .split('\n')
      .map((line, index) => ({ line, position: `${name}:${index + 1}` }))
      .filter(({ line }) => pattern.test(line))
      .map(({ line, position }) => `${position}: ${line.trim()}`),
  );
}
