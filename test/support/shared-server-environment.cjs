'use strict';

/**
 * The environment of end-to-end tests: the server's code is loaded once for all test files of a worker, outside of Jest's
 * module registry, which loads its four thousand files anew for each. Servers are still started for each file. A file
 * that reaches into the server (its classes, a spy) says `@jest-environment node` and gets code of its own.
 */
const path = require('node:path');
const { TestEnvironment } = require('jest-environment-node');

const sources = path.join(__dirname, '../../src');

function loadServerCode() {
  require('./typescript-hook.cjs');
  require('reflect-metadata');
  const { createApp } = require(path.join(sources, 'bootstrap.ts'));
  const { loadSettings } = require(path.join(sources, 'config/load-settings.ts'));
  const { logTo } = require(path.join(sources, 'infrastructure/logging/pino-log.ts'));
  return { createApp, loadSettings, logTo };
}

module.exports = class SharedServerEnvironment extends TestEnvironment {
  async setup() {
    await super.setup();
    this.global.sharedServerCode = loadServerCode;
  }
};
