import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export const repository = path.resolve(__dirname, '../..');

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder outside the repository, filled with the given files. The caller removes it. */
export function makeTree(files: Readonly<Record<string, string>>): string {
  const tree = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'guildhall-')));
  for (const [name, content] of Object.entries(files)) {
    writeInto(tree, name, content);
  }
  return tree;
}

export function writeInto(tree: string, name: string, content: string): void {
  const file = path.join(tree, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, content);
}

export function copyInto(tree: string, ...names: readonly string[]): void {
  for (const name of names) {
    fs.cpSync(path.join(repository, name), path.join(tree, name), { recursive: true });
  }
}

export function removeTree(tree: string): void {
  fs.rmSync(tree, { recursive: true, force: true, maxRetries: 3 });
}

/** Runs a Node script in `tree` to its end. */
export function runNode(tree: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: tree, env: { ...process.env, ...env } });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => (stdout += String(chunk)));
    child.stderr.on('data', (chunk) => (stderr += String(chunk)));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}
