'use strict';

const fs = require('node:fs');
const path = require('node:path');

/**
 * Packages published as ES modules only. Jest's own module system cannot `require` those below Node 24, so they are
 * compiled to CommonJS like our sources; add the next one here when Jest says "Must use import to load ES Module".
 */
const esmOnlyPackages = [
  '@nestjs',
  'file-type',
  'load-esm',
  'strtok3',
  'token-types',
  '@tokenizer',
  'uint8array-extras',
  '@borewit',
  'cookie',
  'content-disposition',
  'es-toolkit',
  'standardwebhooks',
  '@stablelib',
];

const commonJs = { type: 'commonjs' };

const typescript = [
  '@swc/jest',
  {
    swcrc: false,
    sourceMaps: 'inline',
    jsc: {
      target: 'es2023',
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true },
      keepClassNames: true,
    },
    module: commonJs,
  },
];

const javascript = [
  '@swc/jest',
  { swcrc: false, jsc: { target: 'es2023', parser: { syntax: 'ecmascript' } }, module: commonJs },
];

const globalSetup = path.join(__dirname, 'test/support/global-setup.ts');
const globalTeardown = path.join(__dirname, 'test/support/global-teardown.ts');
const isLongRun = process.env.GUILDHALL_LONG === '1';

/** In a worker, all files share the code they test. Coverage counts only what Jest loads itself. */
const withSharedCode = process.argv.includes('--coverage')
  ? {}
  : { runtime: path.join(__dirname, 'test/support/worker/shared-modules-runtime.cjs') };

const suite = (name, testMatch, options = {}) => ({
  displayName: name,
  rootDir: __dirname,
  testMatch: testMatch.map((pattern) => `<rootDir>/${pattern}`),
  testEnvironment: 'node',
  transform: { '^.+\\.ts$': typescript, '^.+\\.js$': javascript },
  // One file instead of 230: every test file loads its packages anew.
  moduleNameMapper: { '^rxjs$': '<rootDir>/node_modules/rxjs/dist/bundles/rxjs.umd.js' },
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnlyPackages.join('|')})/)`],
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'node'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/data/', '<rootDir>/.cache/'],
  setupFiles: ['reflect-metadata'],
  ...withSharedCode,
  ...options,
});

/** Suites that open a database share one prepared snapshot of it. */
const withDatabase = {
  ...(fs.existsSync(globalSetup) && { globalSetup }),
  ...(fs.existsSync(globalTeardown) && { globalTeardown }),
};

module.exports = {
  testSequencer: path.join(__dirname, 'test/support/jest-sequencer.cjs'),
  // A worker with an embedded database takes up to 1 GB. Three keep two cores busy while one waits for a process.
  maxWorkers: 3,
  workerIdleMemoryLimit: '1GB',
  // A worker that has not ended by then holds something open, which scripts/test.mjs reports as a failure.
  workerGracefulExitTimeout: 5_000,
  waitForUnhandledRejections: true,
  // Far above what any test takes: two cores shared with other work are slow, and a slow test is not a wrong one.
  testTimeout: isLongRun ? 600_000 : 90_000,
  collectCoverageFrom: ['src/**/*.ts', '!src/**/*.spec.ts', '!src/main.ts'],
  coverageReporters: ['text-summary', 'html'],
  reporters: ['default', '<rootDir>/test/support/jest-skipped-reporter.cjs'],
  projects: [
    suite('unit', ['src/**/*.spec.ts']),
    suite('contracts', ['test/contracts/**/*.spec.ts'], withDatabase),
    suite('e2e', ['test/e2e/**/*.spec.ts'], withDatabase),
    suite('faults', ['test/faults/**/*.spec.ts'], withDatabase),
    suite('tidy', ['test/tidy/**/*.spec.ts']),
    suite('toolchain', ['test/toolchain/**/*.spec.ts']),
  ],
};
