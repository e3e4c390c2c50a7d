/**
 * Writes `.env.example` and `docs/settings.md` from the settings the code declares (npm run build first).
 * With `--check` it writes nothing and exits with 1 when a file differs.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const compiled = join(root, 'dist/src/config/settings-documents.js');

if (!existsSync(compiled)) {
  console.error('env-example: the code is not built yet; run `npm run build` first.');
  process.exit(1);
}

const require = createRequire(import.meta.url);
require('reflect-metadata');
/** @type {{ renderEnvExample(): string, renderSettingsMarkdown(): string }} */
const { renderEnvExample, renderSettingsMarkdown } = require(compiled);

const documents = [
  { path: '.env.example', text: renderEnvExample() },
  { path: 'docs/settings.md', text: renderSettingsMarkdown() },
];

const isCheck = process.argv.includes('--check');
const isDifferent = ({ path, text }) => {
  const file = join(root, path);
  return !existsSync(file) || readFileSync(file, 'utf8').replaceAll('\r\n', '\n') !== text;
};
const different = documents.filter(isDifferent);

for (const { path, text } of different) {
  if (isCheck) console.error(`env-example: ${path} differs from the code; run \`node scripts/env-example.mjs\`.`);
  else writeFileSync(join(root, path), text);
}
if (isCheck && different.length > 0) process.exit(1);
console.log(isCheck ? 'env-example: up to date.' : `env-example: wrote ${different.length} file(s).`);
