import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { distDirectory, inRoot, serverEntry } from './paths.mjs';

const lockFile = inRoot('package-lock.json');
const installedLockFile = inRoot('node_modules', '.package-lock.json');
const installStamp = inRoot('node_modules', '.guildhall-stamp');
const buildStamp = path.join(distDirectory, '.guildhall-stamp');
const buildInputs = ['src', 'migrations', 'tsconfig.json', 'tsconfig.build.json', 'nest-cli.json', 'package-lock.json'];

/** True when node_modules holds what package-lock.json asks for. */
export function isInstalled() {
  const wanted = installHash();
  if (readText(installStamp) === wanted) {
    return true;
  }
  if (!installMatchesLock()) {
    return false;
  }
  // Installed by hand (`npm ci`, `npm install`): remember it, so that the next look is quick.
  fs.writeFileSync(installStamp, wanted);
  return true;
}

export const markInstalled = () => fs.writeFileSync(installStamp, installHash());

/** Hash of everything the compiled server is made of; contents, because a clone or checkout gives files new times. */
export function sourceHash() {
  const hash = createHash('sha256');
  for (const file of buildInputs.flatMap((input) => listFiles(inRoot(input)))) {
    hash
      .update(`${path.relative(inRoot(), file)}\0`)
      .update(fs.readFileSync(file))
      .update('\0');
  }
  return hash.digest('hex');
}

/** True when dist was built from sources with this hash. */
export const isBuiltFrom = (hash) => readText(buildStamp) === hash && fs.existsSync(serverEntry);

export const markBuilt = (directory, hash) => fs.writeFileSync(path.join(directory, path.basename(buildStamp)), hash);

/** Packages carry binaries per platform, so an install moved from another machine is not this machine's. */
function installHash() {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}\0`);
  return hash.update(fs.readFileSync(lockFile)).digest('hex');
}

/** npm writes its own lock into node_modules as the last act of an install; a partial install has none. */
function installMatchesLock() {
  const installed = readJson(installedLockFile)?.packages;
  if (!installed) {
    return false;
  }
  return Object.entries(readJson(lockFile).packages).every(
    ([location, { version, optional }]) =>
      location === '' || optional || (location in installed && installed[location].version === version),
  );
}

function listFiles(target) {
  const found = fs.statSync(target, { throwIfNoEntry: false });
  if (!found?.isDirectory()) {
    return found ? [target] : [];
  }
  const entries = fs.readdirSync(target, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !entry.name.endsWith('.spec.ts'));
  return files.map((entry) => path.join(entry.parentPath ?? entry.path, entry.name)).sort();
}

function readText(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

const readJson = (file) => {
  const text = readText(file);
  return text === undefined ? undefined : JSON.parse(text);
};
