import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

export const root = path.resolve(__dirname, '../..');

/** Changes whenever a freshly migrated database would be another one. */
export function templateHash(): string {
  const hash = createHash('sha256');
  for (const file of inputs()) hash.update(path.basename(file)).update(fs.readFileSync(file));
  return hash.digest('hex').slice(0, 16);
}

function inputs(): string[] {
  const migrations = path.join(root, 'migrations');
  return [
    ...fs
      .readdirSync(migrations)
      .sort()
      .map((name) => path.join(migrations, name)),
    path.join(__dirname, 'embedded-template.ts'),
    path.join(root, 'src/infrastructure/persistence/embedded/pglite-options.mjs'),
    path.join(root, 'node_modules/@electric-sql/pglite/package.json'),
  ];
}
