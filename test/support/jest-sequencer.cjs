'use strict';

const { default: Sequencer } = require('@jest/test-sequencer');

const order = ['toolchain', 'faults', 'e2e', 'contracts', 'unit', 'tidy'];
const place = ({ context }) => order.indexOf(context.config.displayName.name);

/**
 * Suites one after the other, for what a worker has loaded serves its next file of the same kind; those that wait for
 * processes first. Within a suite Jest's own order: what failed, then what took longest, then the largest file.
 */
module.exports = class SuitesInTurn extends Sequencer {
  sort(tests) {
    return [...super.sort(tests)].sort((a, b) => place(a) - place(b));
  }
};
