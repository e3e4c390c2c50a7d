import fs from 'node:fs';
import path from 'node:path';
import { filesOf, matches, root } from './repository';

const lineLimit = 400;

const code = filesOf('.ts', '.mjs', '.cjs').filter(({ name }) => !name.startsWith('test/tidy/'));
const tests = code.filter(({ name }) => name.startsWith('test/') || name.endsWith('.spec.ts'));
const suites = tests.filter(({ name }) => !name.startsWith('test/support/'));

describe('our sources', () => {
  it('have no file that is longer than one sitting', () => {
    const long = filesOf('.ts', '.mjs', '.cjs').filter(({ text }) => text.split('\n').length - 1 > lineLimit);

    expect(long.map(({ name }) => name)).toEqual([]);
  });

  it('promise nothing for later', () => {
    expect(matches(code, /\b(TODO|FIXME|HACK|XXX)\b/)).toEqual([]);
  });

  it('silence no checker', () => {
    expect(matches(code, /eslint-disable|@ts-(ignore|nocheck|expect-error)|prettier-ignore|istanbul ignore/)).toEqual(
      [],
    );
  });

  it('name things for what they are', () => {
    const files = code.filter(({ name }) => /(^|[/.-])(utils?|helpers?|impl|misc)([/.-]|$)/.test(name));

    expect(files.map(({ name }) => name)).toEqual([]);
    expect(matches(code, /\b(interface I[A-Z][a-z]|class \w+Impl\b)/)).toEqual([]);
  });
});

describe('our tests', () => {
  it('all run', () => {
    // Suites that need a server skip themselves through test/support, and the run lists them.
    expect(
      matches(suites, /\b(describe|it|test)(\.each)?\.(only|skip|todo|failing)\s*\(|\b[fx](describe|it|test)\(/),
    ).toEqual([]);
  });

  it('wait for what happens, never for time to pass', () => {
    expect(matches(suites, /setTimeout\((resolve|done|r|res)\b|\btimers\/promises|\b(sleep|delay)\(\d/)).toEqual([]);
  });

  it('replace no module behind its back', () => {
    expect(matches(tests, /\bjest\.(mock|doMock|unstable_mockModule)\(/)).toEqual([]);
  });
});

describe('our documents', () => {
  it('link only to files that exist', () => {
    const broken = filesOf('.md').flatMap(({ name, text }) =>
      [...text.matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g)]
        .map(([, target]) => path.join(path.dirname(name), decodeURI(target ?? '')))
        .filter((target) => !fs.existsSync(path.join(root, target)))
        .map((target) => `${name}: ${target}`),
    );

    expect(broken).toEqual([]);
  });

  it('name only npm scripts that exist', () => {
    const manifest = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as {
      scripts: Readonly<Record<string, string>>;
    };
    const unknown = filesOf('.md').flatMap(({ name, text }) =>
      [...text.matchAll(/npm run ([a-z][\w:-]*)/g)]
        .filter(([, script]) => !(script in manifest.scripts))
        .map(([command]) => `${name}: ${command}`),
    );

    expect(unknown).toEqual([]);
  });

  it('name no npm script whose file is missing', () => {
    const { scripts } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as {
      scripts: Readonly<Record<string, string>>;
    };
    const files = Object.values(scripts).flatMap((command) => /^node (\S+\.mjs)/.exec(command)?.[1] ?? []);

    expect(files.filter((file) => !fs.existsSync(path.join(root, file)))).toEqual([]);
  });
});
