'use strict';

/**
 * Jest's module system for unit tests: some large packages are loaded once for all test files of a worker, by Node
 * itself. Not shared: what a test may fake (src, timers), and packages that ask `instanceof Array` or `SyntaxError` of
 * what a test made, because each test file has a realm of its own.
 */
const { createRequire } = require('node:module');
const { default: Runtime } = require('jest-runtime');
require('reflect-metadata');

const shared = /^(@nestjs\/|discord-api-types|fast-check|fastify|pg|rxjs|typeorm)/;

module.exports = class SharedPackagesRuntime extends Runtime {
  constructor(config, environment, ...others) {
    super(config, environment, ...others);
    Object.assign(environment.global, { Error, Map, Set, Reflect });
  }

  requireModule(from, moduleName, options, isRequireActual) {
    if (moduleName === undefined || options?.isInternalModule || !shared.test(moduleName)) {
      return super.requireModule(from, moduleName, options, isRequireActual);
    }
    return createRequire(from)(moduleName);
  }
};
