import fs from 'node:fs';
import path from 'node:path';
import { isBuiltFrom, isInstalled, markBuilt, markInstalled, sourceHash } from './freshness.mjs';
import { withLock } from './lock.mjs';
import { requireNodeVersion } from './node-version.mjs';
import { cacheDirectory, distDirectory, inRoot, root } from './paths.mjs';
import { CommandFailed, npmCli, packageBin, runQuietly } from './run.mjs';

const setupLock = path.join(cacheDirectory, 'setup.lock');

/**
 * Makes sure that the packages are installed and, unless told otherwise, that dist is built from the sources as they
 * are. Does nothing but compare hashes when both are. Ends the process with an explanation when it fails.
 * @param {{ build?: boolean }} [options]
 */
export async function prepare({ build = true } = {}) {
  requireNodeVersion();
  process.chdir(root);
  const isReady = () => isInstalled() && (!build || isBuiltFrom(sourceHash()));
  if (isReady()) {
    return;
  }
  try {
    await withLock(
      setupLock,
      async () => {
        await install();
        if (build) {
          await compile();
        }
      },
      () => console.error('Another process is installing or building here; waiting for it ...'),
    );
  } catch (error) {
    explain(error);
    process.exit(1);
  }
}

async function install() {
  if (isInstalled()) {
    return;
  }
  // Building needs the development packages, which NODE_ENV=production would leave out.
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  await runQuietly('Installing packages (npm ci, about half a minute)', [npmCli(), ...args]);
  markInstalled();
}

async function compile() {
  const hash = sourceHash();
  if (!isBuiltFrom(hash)) {
    await buildInto(hash);
  }
}

/**
 * Compiles into a folder of its own, which takes the place of dist when it is complete. It stands beside dist because
 * source maps hold relative paths.
 */
async function buildInto(hash) {
  const output = `.dist-${process.pid}`;
  const staging = path.join(cacheDirectory, `build-${process.pid}`);
  fs.mkdirSync(staging, { recursive: true });
  try {
    const args = ['build', '--config', writeNestConfig(staging, output), '--path', writeTsConfig(staging, output)];
    await runQuietly('Building (nest build)', [packageBin('@nestjs/cli', 'nest'), ...args]);
    markBuilt(inRoot(output), hash);
    replaceDirectory(inRoot(output), distDirectory, path.join(staging, 'previous'));
  } finally {
    fs.rmSync(staging, { recursive: true, force: true });
    fs.rmSync(inRoot(output), { recursive: true, force: true });
  }
}

function writeTsConfig(staging, output) {
  const up = (name) => path.relative(staging, inRoot(name)).replaceAll('\\', '/');
  const { include, exclude } = readJson(inRoot('tsconfig.build.json'));
  return writeConfig(path.join(staging, 'tsconfig.json'), {
    extends: up('tsconfig.build.json'),
    compilerOptions: { outDir: up(output), rootDir: up('.') },
    include: include.map(up),
    exclude: exclude.map(up),
  });
}

function writeNestConfig(staging, output) {
  const config = readJson(inRoot('nest-cli.json'));
  const assets = config.compilerOptions.assets.map((asset) => ({ ...asset, outDir: output }));
  const compilerOptions = { ...config.compilerOptions, assets };
  return writeConfig(path.join(staging, 'nest-cli.json'), { ...config, compilerOptions });
}

function writeConfig(file, config) {
  fs.writeFileSync(file, JSON.stringify(config));
  return path.relative(root, file);
}

/** A running server keeps its open files; only a reader in the instant between the two renames finds nothing. */
function replaceDirectory(source, target, previous) {
  if (fs.existsSync(target)) {
    fs.renameSync(target, previous);
  }
  fs.renameSync(source, target);
}

const readJson = (file) => JSON.parse(fs.readFileSync(file, 'utf8'));

function explain(error) {
  if (error instanceof CommandFailed) {
    console.error(error.output.trimEnd());
  }
  console.error(`\n${error.message}`);
  if (/EAI_AGAIN|ENOTFOUND|ECONNREFUSED|ETIMEDOUT|ENETUNREACH/.test(error.output ?? '')) {
    console.error('The package registry could not be reached: check the network or proxy, then try again.');
  }
}
