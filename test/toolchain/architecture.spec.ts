import path from 'node:path';
import { copyInto, makeTree, removeTree, repository, runNode, writeInto } from './temporary-tree';

/** One import per rule that must be reported: [importing file, what it imports]. */
const violations: Readonly<Record<string, readonly [file: string, target: string]>> = {
  'shared-imports-only-shared': ['src/shared/planted.ts', '../domain/rooms/room'],
  'domain-imports-only-inward': ['src/domain/rooms/planted.ts', '../../application/rooms/open-room'],
  'pure-core-imports-no-package': ['src/domain/rooms/planted-builtin.ts', 'node:crypto'],
  'application-imports-only-inward': ['src/application/rooms/planted.ts', '../../infrastructure/room-store'],
  'application-imports-only-injectable': ['src/application/rooms/planted-package.ts', 'fastify'],
  'infrastructure-imports-only-inward': ['src/infrastructure/planted.ts', '../presentation/rooms/room-controller'],
  'presentation-imports-only-inward': ['src/presentation/rooms/planted.ts', '../../infrastructure/room-store'],
  'dialects-are-strangers': ['src/presentation/discord/planted.ts', '../rooms/room-controller'],
  'domain-contexts-meet-at-index': ['src/application/messaging/planted.ts', '../../domain/rooms/room'],
  'application-contexts-meet-at-index': ['src/application/messaging/planted-2.ts', '../rooms/open-room'],
  'settings-are-handed-out': ['src/infrastructure/planted-settings.ts', '../config/settings'],
  'settings-import-only-inward': ['src/config/planted.ts', '../infrastructure/room-store'],
  'modules-are-the-root': ['src/presentation/rooms/planted-module.ts', '../../modules/rooms.module'],
  'no-cycles': ['src/shared/ring-a.ts', './ring-b'],
  'no-dead-code': ['src/shared/ring-a.ts', './ring-b'],
  'no-orphans': ['src/shared/orphan.ts', ''],
  'no-tests-in-the-server': ['src/shared/planted-test.ts', '../../test/builders'],
  'no-development-packages': ['src/infrastructure/planted-dev.ts', 'fast-check'],
  'no-undeclared-packages': ['src/infrastructure/planted-undeclared.ts', 'undeclared'],
  resolvable: ['src/infrastructure/planted-nowhere.ts', './nowhere'],
};

const legal: Readonly<Record<string, string>> = {
  'src/shared/ids.ts': 'export const firstId = 1;\n',
  'src/domain/rooms/room.ts': importing('../../shared/ids'),
  'src/domain/rooms/index.ts': "export * from './room';\n",
  'src/application/rooms/open-room.ts': importing('@nestjs/common', '../../domain/rooms/room', '../shared/clock'),
  'src/application/rooms/index.ts': "export * from './open-room';\n",
  'src/application/shared/clock.ts': importing('../../shared/ids'),
  'src/application/messaging/send.ts': importing('../rooms/index', '../../domain/rooms/index'),
  'src/infrastructure/room-store.ts': importing('../application/rooms/open-room', 'fastify', 'node:fs'),
  'src/presentation/shared/table.ts': importing('../../shared/ids'),
  'src/presentation/rooms/room-controller.ts': importing('../../application/rooms/index', '../shared/table'),
  'src/config/settings.ts': importing('../shared/ids'),
  'src/modules/rooms.module.ts': importing(
    '../config/settings',
    '../infrastructure/room-store',
    '../presentation/rooms/room-controller',
    '../application/messaging/send',
  ),
  'src/app.module.ts': importing('./modules/rooms.module'),
  'src/main.ts': importing('./app.module', './config/settings'),
  'migrations/1-first.ts': importing('node:path'),
  'test/builders.ts': 'export const builder = 1;\n',
  ...stubPackage('@nestjs/common'),
  ...stubPackage('fastify'),
  ...stubPackage('fast-check'),
  ...stubPackage('undeclared'),
};

interface Cruise {
  readonly summary: {
    readonly violations: readonly { readonly from: string; readonly rule: { readonly name: string } }[];
  };
}

function importing(...targets: readonly string[]): string {
  const lines = targets.map((target, index) => `import * as target${index} from '${target}';`);
  return [...lines, `export default [${targets.map((_, index) => `target${index}`).join(', ')}];\n`].join('\n');
}

function stubPackage(name: string): Readonly<Record<string, string>> {
  return {
    [`node_modules/${name}/package.json`]: JSON.stringify({ name, version: '1.0.0', main: 'index.js' }),
    [`node_modules/${name}/index.js`]: 'exports.stub = 1;\n',
  };
}

async function cruise(tree: string): Promise<readonly string[]> {
  const program = path.join(repository, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [program, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'src', 'migrations'];
  const { stdout, stderr } = await runNode(tree, args);
  if (stdout === '') throw new Error(stderr);
  const { summary } = JSON.parse(stdout) as Cruise;
  return summary.violations.map(({ from, rule }) => `${rule.name}: ${from}`);
}

describe('the architecture rules', () => {
  let tree: string;

  beforeEach(() => {
    tree = makeTree(legal);
    copyInto(tree, '.dependency-cruiser.cjs', 'tsconfig.json', 'package.json');
  });

  afterEach(() => removeTree(tree));

  it('find nothing wrong with imports that follow the house plan', async () => {
    expect(await cruise(tree)).toEqual([]);
  });

  it('report a violation of each rule', async () => {
    for (const [file, target] of Object.values(violations)) {
      writeInto(tree, file, target === '' ? 'export const alone = 1;\n' : importing(target));
    }
    writeInto(tree, 'src/shared/ring-b.ts', importing('./ring-a'));

    const reported = await cruise(tree);

    for (const [rule, [file]] of Object.entries(violations)) {
      expect(reported).toContain(`${rule}: ${file}`);
    }
  });

  it('have a planted violation each', () => {
    const config = jest.requireActual<{ forbidden: readonly { name: string }[] }>('../../.dependency-cruiser.cjs');

    expect(config.forbidden.map(({ name }) => name).sort()).toEqual(Object.keys(violations).sort());
  });
});
