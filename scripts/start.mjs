import { pathToFileURL } from 'node:url';
import { stopWithNpm } from './lib/npm-parent.mjs';
import { serverEntry } from './lib/paths.mjs';
import { prepare } from './lib/setup.mjs';

const help = `Guildhall, a self-hosted chat server.

  npm start                               embedded database in ./data, port 3000
  PORT=8080 npm start                     another port
  DATABASE_URL=postgres://... npm start   PostgreSQL 15 or newer instead

Settings are environment variables; .env.example lists every one with its meaning and default, and a file .env is read.
The first start installs the packages and builds; later starts only check that nothing has changed.

  /health/live, /health/ready    is it up, can it work
  /docs                          the HTTP API
  /metrics                       Prometheus metrics

README.md has a quick start, docs/operations.md the rest.`;

if (process.argv.slice(2).some((argument) => argument === '--help' || argument === '-h')) {
  console.log(help);
} else {
  await prepare();
  // Loaded into this process rather than a child's: a signal reaches the server itself, and exactly once.
  await import(pathToFileURL(serverEntry).href);
  stopWithNpm();
}
