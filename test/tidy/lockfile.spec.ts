import fs from 'node:fs';
import path from 'node:path';
import { root } from './repository';

interface Locked {
  readonly link?: boolean;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const { packages } = JSON.parse(fs.readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as {
  packages: Readonly<Record<string, Locked>>;
};

/** Node's way of finding a package: beside the one that asks, then in every folder above. */
function isLocked(dependency: string, from: string): boolean {
  const inside = from === '' ? '' : `${from}/`;
  if (`${inside}node_modules/${dependency}` in packages) return true;
  if (from === '') return false;
  return isLocked(dependency, from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/'))));
}

describe('package-lock.json', () => {
  it('has an entry for every optional dependency, without which npm ci refuses it on other platforms', () => {
    const missing = Object.entries(packages).flatMap(([from, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies)
        .filter((dependency) => !isLocked(dependency, from))
        .map((dependency) => `${from} needs ${dependency}`),
    );

    expect(missing).toEqual([]);
  });

  it('names no registry host, so that everybody can use their own', () => {
    expect(Object.keys(packages).filter((name) => packages[name]?.resolved !== undefined)).toEqual([]);
  });

  it('has a checksum for every package', () => {
    const unchecked = Object.entries(packages).filter(
      ([name, { integrity, link }]) => name !== '' && !link && !integrity,
    );

    expect(unchecked.map(([name]) => name)).toEqual([]);
  });
});
