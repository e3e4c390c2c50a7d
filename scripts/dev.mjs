import { stopWithNpm } from './lib/npm-parent.mjs';
import { packageBin, runNode } from './lib/run.mjs';
import { prepare } from './lib/setup.mjs';

await prepare({ build: false });
stopWithNpm();
const args = [packageBin('@nestjs/cli', 'nest'), 'start', '--watch', ...process.argv.slice(2)];
process.exitCode = await runNode(args, { ownGroup: true });
