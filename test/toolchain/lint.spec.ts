import fs from 'node:fs';
import path from 'node:path';
import { copyInto, makeTree, removeTree, repository, runNode } from './temporary-tree';

/** Code per rule that must be reported: [file, rule, code]. */
const violations: readonly (readonly [file: string, rule: string, code: string])[] = [
  ['src/infrastructure/floating.ts', 'no-floating-promises', 'Promise.resolve(1);'],
  ['src/infrastructure/misused.ts', 'no-misused-promises', '[1].forEach(async (n) => { await Promise.resolve(n); });'],
  ['src/infrastructure/any.ts', 'no-explicit-any', 'export const value: any = 1;'],
  ['src/infrastructure/cast.ts', 'no-restricted-syntax', "export const value = 'a' as unknown as number;"],
  ['src/infrastructure/type.ts', 'consistent-type-imports', "import { Row } from './row';\nexport type Rows = Row[];"],
  ['src/infrastructure/env.ts', 'no-restricted-properties', 'export const port = process.env.PORT;'],
  ['src/infrastructure/env-2.ts', 'no-restricted-imports', "import { env } from 'node:process';\nexport default env;"],
  ['src/infrastructure/console.ts', 'no-console', "console.log('x');"],
  ['src/infrastructure/equal.ts', 'eqeqeq', 'export const same = (a: number, b: number) => a == b;'],
  ['src/infrastructure/branches.ts', 'complexity', branches(10)],
  ['src/infrastructure/long-function.ts', 'max-lines-per-function', longFunction(60)],
  [
    'src/infrastructure/long-file.ts',
    'max-lines',
    Array.from({ length: 401 }, (_, i) => `export const a${i} = 1;`).join('\n'),
  ],
  [
    'src/infrastructure/persistence/store.ts',
    'no-restricted-syntax',
    'export const f = (r: { save(): number }) => r.save();',
  ],
  [
    'src/infrastructure/cycle.ts',
    'no-restricted-imports',
    "import { forwardRef } from '@nestjs/common';\nexport default forwardRef;",
  ],
  ['src/infrastructure/switch.ts', 'switch-exhaustiveness-check', partialSwitch()],
  ['src/infrastructure/disabled.ts', 'no-console', `// eslint-${'disable'}-next-line no-console\nconsole.log('x');`],
  ['src/domain/rooms/package.ts', 'no-restricted-imports', "import { hash } from 'node:crypto';\nexport default hash;"],
  ['src/domain/rooms/clock.ts', 'no-restricted-syntax', 'export const now = () => Date.now();'],
  ['src/domain/rooms/date.ts', 'no-restricted-syntax', 'export const now = () => new Date();'],
  ['src/domain/rooms/chance.ts', 'no-restricted-syntax', 'export const dice = () => Math.random();'],
  [
    'src/application/rooms/nest.ts',
    'no-restricted-imports',
    "import { Module } from '@nestjs/common';\nexport default Module;",
  ],
  ['src/application/rooms/package.ts', 'no-restricted-imports', "import pino from 'pino';\nexport default pino;"],
  [
    'src/presentation/rooms/database.ts',
    'no-restricted-imports',
    "import { DataSource } from 'typeorm';\nexport default DataSource;",
  ],
  ['scripts/undefined.mjs', 'no-undef', 'console.log(undeclared);'],
  ['tools/branches.mjs', 'complexity', branches(10).replace(': number', '')],
];

/** What must pass, among it what a naive rule would spoil: an injected class stays a value import. */
const legal = {
  'src/infrastructure/row.ts': 'export interface Row {\n  readonly id: string;\n}\n',
  'src/application/shared/clock.ts': 'export abstract class Clock {\n  abstract nowMs(): number;\n}\n',
  'src/application/rooms/open-room.ts': [
    "import { Injectable } from '@nestjs/common';",
    "import { Clock } from '../shared/clock';",
    '@Injectable()',
    'export class OpenRoom {',
    '  constructor(private readonly clock: Clock) {}',
    '  execute(): number {\n    return this.clock.nowMs();\n  }\n}\n',
  ].join('\n'),
  'src/config/settings.ts': "export const port = process.env.PORT ?? '3000';\n",
  'src/infrastructure/ten-branches.ts': branches(9),
  'src/infrastructure/sixty-lines.ts': longFunction(58),
  'scripts/start.mjs': 'console.log(process.env.PORT);\n',
};

function branches(count: number): string {
  const lines = Array.from({ length: count }, (_, index) => `  if (n === ${index}) return ${index};`);
  return `export function pick(n: number) {\n${lines.join('\n')}\n  return -1;\n}\n`;
}

function longFunction(lines: number): string {
  const body = Array.from({ length: lines }, (_, index) => `  f(${index});`);
  return `export function many(f: (n: number) => void) {\n${body.join('\n')}\n}\n`;
}

function partialSwitch(): string {
  return [
    "export function f(kind: 'a' | 'b'): number {",
    '  switch (kind) {',
    "    case 'a':",
    '      return 1;',
    '  }\n  return 2;\n}\n',
  ].join('\n');
}

interface LintResult {
  readonly filePath: string;
  readonly messages: readonly { readonly ruleId: string | null; readonly message: string }[];
}

async function lint(tree: string): Promise<readonly string[]> {
  const { stdout, stderr } = await runNode(tree, ['node_modules/eslint/bin/eslint.js', '.', '--format', 'json']);
  if (stdout === '') throw new Error(stderr);
  return (JSON.parse(stdout) as LintResult[]).flatMap(({ filePath, messages }) => {
    const file = path.relative(tree, filePath).replaceAll('\\', '/');
    return messages.map(({ ruleId, message }) => `${file}: ${ruleId?.replace('@typescript-eslint/', '') ?? message}`);
  });
}

describe('the lint rules', () => {
  let tree: string;

  beforeEach(() => {
    tree = makeTree(legal);
    copyInto(tree, 'eslint.config.mjs', 'tsconfig.json');
    fs.symlinkSync(path.join(repository, 'node_modules'), path.join(tree, 'node_modules'), 'junction');
  });

  afterEach(() => removeTree(tree));

  it('find nothing wrong with code that follows them, and report each violation', async () => {
    for (const [file, , code] of violations) {
      fs.mkdirSync(path.dirname(path.join(tree, file)), { recursive: true });
      fs.writeFileSync(path.join(tree, file), `${code}\n`);
    }

    const reported = await lint(tree);

    for (const [file, rule] of violations) {
      expect(reported).toContain(`${file}: ${rule}`);
    }
    expect(reported.filter((line) => Object.keys(legal).some((file) => line.startsWith(`${file}:`)))).toEqual([]);
  });
});
