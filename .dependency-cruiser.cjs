'use strict';

const layer = (name) => `^src/${name}/`;
const sources = '^src/';
const spec = '\\.spec\\.ts$';

/** What composes the process: binds ports to adapters and hands out settings. */
const composition = ['^src/modules/', '^src/main\\.ts$', '^src/app\\.module\\.ts$', '^src/bootstrap[^/]*\\.ts$'];

/** A context's folder may import from another context only that one's index.ts; `shared` is everybody's. */
const contextBoundary = (name) => ({
  name: `${name}-contexts-meet-at-index`,
  comment: 'A context reaches another context only through its index.ts.',
  severity: 'error',
  from: { path: `^src/(domain|application)/([^/]+)/`, pathNot: [`^src/(domain|application)/shared/`, spec] },
  to: { path: `^src/${name}/[^/]+/`, pathNot: [`^src/${name}/($2|shared)/`, `^src/${name}/[^/]+/index\\.ts$`] },
});

const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

module.exports = {
  forbidden: [
    forbid(
      'shared-imports-only-shared',
      'The kernel knows nothing above it.',
      { path: layer('shared'), pathNot: spec },
      { path: sources, pathNot: layer('shared') },
    ),
    forbid(
      'domain-imports-only-inward',
      'The rules know no use case and no adapter.',
      { path: layer('domain'), pathNot: spec },
      { path: sources, pathNot: ['^src/(shared|domain)/'] },
    ),
    forbid(
      'pure-core-imports-no-package',
      'Domain and shared import no package, not even one of Node.',
      { path: '^src/(shared|domain)/', pathNot: spec },
      { pathNot: sources },
    ),
    forbid(
      'application-imports-only-inward',
      'A use case reaches the outside through ports.',
      { path: layer('application'), pathNot: spec },
      { path: sources, pathNot: ['^src/(shared|domain|application)/'] },
    ),
    forbid(
      'application-imports-only-injectable',
      'The application layer imports no package but @nestjs/common (ESLint narrows it to Injectable).',
      { path: layer('application'), pathNot: spec },
      { pathNot: [sources, '^node_modules/@nestjs/common/'] },
    ),
    forbid(
      'infrastructure-imports-only-inward',
      'An adapter serves a port; it knows no wire and no module.',
      { path: layer('infrastructure'), pathNot: spec },
      { path: sources, pathNot: ['^src/(shared|domain|application|infrastructure)/'] },
    ),
    forbid(
      'presentation-imports-only-inward',
      'A dialect translates and calls a use case; it never sees an adapter.',
      { path: layer('presentation'), pathNot: spec },
      { path: sources, pathNot: ['^src/(shared|domain|application|presentation)/'] },
    ),
    forbid(
      'dialects-are-strangers',
      'One dialect never imports another; what no dialect owns is in presentation/shared.',
      { path: '^src/presentation/([^/]+)/', pathNot: spec },
      { path: '^src/presentation/[^/]+/', pathNot: ['^src/presentation/($1|shared)/'] },
    ),
    contextBoundary('domain'),
    contextBoundary('application'),
    forbid(
      'settings-are-handed-out',
      'Only the composition root reads the settings; everybody else gets a slice.',
      { path: sources, pathNot: [...composition, '^src/config/'] },
      { path: layer('config') },
    ),
    forbid(
      'settings-import-only-inward',
      'Settings fill the slices that the application declares; they know no adapter, wire or module.',
      { path: layer('config'), pathNot: spec },
      { path: sources, pathNot: ['^src/(config|shared|domain|application)/'] },
    ),
    forbid(
      'modules-are-the-root',
      'Nothing but the composition root imports a module.',
      { path: sources, pathNot: [...composition, spec] },
      { path: composition },
    ),
    forbid('no-cycles', 'Two files that need each other are one thing or need a third.', {}, { circular: true }),
    forbid(
      'no-dead-code',
      'What the server never reaches is dead, even when files of it import each other.',
      { path: '^src/main\\.ts$' },
      // The exceptions: what writes .env.example and docs/settings.md, and what scripts/import.mjs runs.
      {
        reachable: false,
        path: sources,
        pathNot: [spec, '\\.mjs$', '^src/config/settings-documents\\.ts$', '^src/infrastructure/import/'],
      },
    ),
    forbid(
      'no-orphans',
      'A file that nothing imports and that imports nothing is dead.',
      { orphan: true, path: sources, pathNot: ['\\.mjs$'] },
      {},
    ),
    forbid(
      'no-tests-in-the-server',
      'What runs in production imports no test code and no development package.',
      { path: sources, pathNot: spec },
      { path: ['^test/', '^tools/', '^scripts/', spec] },
    ),
    forbid(
      'no-development-packages',
      'What runs in production imports no development package.',
      { path: sources, pathNot: spec },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'no-undeclared-packages',
      'A package that package.json does not name vanishes with the next update.',
      { path: sources },
      { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'undetermined'] },
    ),
    forbid('resolvable', 'The import does not exist.', {}, { couldNotResolve: true }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.json'],
    },
  },
};
