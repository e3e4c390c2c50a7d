'use strict';

const { AsyncResource } = require('node:async_hooks');

/**
 * What lives longer than a test file is made in this async context. In that of a test, Jest's own AsyncLocalStorage would
 * tie the whole test file to it, servers and all. Loaded before any test is.
 */
const outside = new AsyncResource('worker');

module.exports = { outsideTests: (work) => outside.runInAsyncScope(work) };
