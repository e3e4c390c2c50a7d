'use strict';

/**
 * Jest's module system, except that the product's code, the packages and what stands beside this file are loaded once for
 * all test files of a worker, by Node itself. Jest would load those four thousand files anew for each test file. The tests
 * remain every test file's own.
 */
const asyncHooks = require('node:async_hooks');
const { createRequire, isBuiltin } = require('node:module');
const path = require('node:path');
const { default: Runtime } = require('jest-runtime');
require('./outside-tests.cjs');

const root = path.join(__dirname, '../../..');
const shared = [path.join(root, 'src'), path.join(root, 'migrations'), __dirname].map((folder) => folder + path.sep);

module.exports = class SharedModulesRuntime extends Runtime {
  constructor(config, environment, ...others) {
    super(config, environment, ...others);
    // `instanceof` and spies in a test mean the classes that the shared code uses, not those of the test's own realm.
    Object.assign(environment.global, { Boolean, Date, Error, Map, Number, Promise, Reflect, Set, String });
    this.realm = environment.global;
    this.asyncHooks = withoutLeftovers();
  }

  teardown() {
    super.teardown();
    this.asyncHooks.disableAll();
    // Node 20 keeps the realm of a test file; Jest's state in it leads to every server that the file has started.
    for (const symbol of Object.getOwnPropertySymbols(this.realm)) Reflect.deleteProperty(this.realm, symbol);
  }

  requireModule(from, moduleName, options, isRequireActual) {
    if (moduleName === 'node:async_hooks' || moduleName === 'async_hooks') return this.asyncHooks.module;
    if (moduleName === undefined || options?.isInternalModule || !isShared(from, moduleName)) {
      return super.requireModule(from, moduleName, options, isRequireActual);
    }
    require('../typescript-hook.cjs');
    require('reflect-metadata');
    return createRequire(from)(moduleName);
  }
};

/**
 * Every AsyncLocalStorage that was once used costs each later promise of the process something (Node 20). Jest makes one for
 * each test file; after sixty files a promise takes seventeen times as long.
 */
function withoutLeftovers() {
  const storages = new Set();
  class AsyncLocalStorage extends asyncHooks.AsyncLocalStorage {
    constructor(...options) {
      super(...options);
      storages.add(this);
    }
  }
  const disableAll = () => {
    for (const storage of storages) storage.disable();
  };
  return { module: { ...asyncHooks, AsyncLocalStorage }, disableAll };
}

function isShared(from, moduleName) {
  if (isBuiltin(moduleName)) return false;
  if (!moduleName.startsWith('.')) return true;
  const file = path.resolve(path.dirname(from), moduleName) + path.sep;
  return shared.some((folder) => file.startsWith(folder));
}
