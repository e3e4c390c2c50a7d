import { existsSync } from 'node:fs';
import { inRoot } from './lib/paths.mjs';
import { npmCli, packageBin, runNode } from './lib/run.mjs';
import { prepare } from './lib/setup.mjs';

await prepare();

/** Everything a change must pass, the quick ones first. A check whose script is absent is not part of this tree. */
const checks = [
  ['types', [packageBin('typescript', 'tsc'), '-p', 'tsconfig.json', '--noEmit']],
  ['lint', [packageBin('eslint'), '.', '--max-warnings', '0']],
  ['format', [packageBin('prettier'), '--check', '.', '--log-level', 'warn']],
  ['architecture', [npmCli(), 'run', '--silent', 'arch']],
  ['.env.example', ['scripts/env-example.mjs', '--check']],
  ['migrations', ['scripts/migration-check.mjs']],
  ['tests', ['scripts/test.mjs']],
];

const failed = [];
for (const [name, args] of checks) {
  if (args[0].startsWith('scripts/') && !existsSync(inRoot(args[0]))) {
    continue;
  }
  console.log(`\n== ${name}`);
  if ((await runNode(args)) !== 0) {
    failed.push(name);
  }
}
console.log(failed.length === 0 ? '\nAll checks passed.' : `\nFailed: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
