'use strict';

const path = require('node:path');

/** What turns a skipped suite on; named in the report so that nobody takes a skipped suite for a passed one. */
const switches = {
  TEST_DATABASE_URL: 'a PostgreSQL to test against, e.g. postgres://postgres@127.0.0.1:5432/postgres',
  TEST_REDIS_URL: 'a Redis to test against, e.g. redis://127.0.0.1:6379',
  GUILDHALL_LONG: '1 for the long runs (npm run test:long)',
};

/** Says after every run which tests were skipped and which environment variable would have run them. */
module.exports = class SkippedReporter {
  constructor(globalConfig) {
    this.isFiltered = Boolean(globalConfig.testNamePattern);
  }

  onRunComplete(_contexts, results) {
    // `-t` skips all that it does not name, which nobody needs to be told.
    if (this.isFiltered) {
      return;
    }
    const skipped = new Map();
    for (const file of results.testResults) {
      for (const test of file.testResults.filter(({ status }) => status === 'pending')) {
        const suite = `${path.relative(process.cwd(), file.testFilePath)}: ${test.ancestorTitles[0] ?? test.title}`;
        skipped.set(suite, (skipped.get(suite) ?? 0) + 1);
      }
    }
    if (skipped.size === 0) {
      return;
    }
    const lines = [...skipped].map(([suite, count]) => `  ${suite} (${count})`);
    const unset = Object.entries(switches).filter(([name]) => !process.env[name]);
    const hints = unset.map(([name, meaning]) => `  ${name}: ${meaning}`);
    process.stderr.write(
      `\nSkipped:\n${lines.join('\n')}\nNot set, so suites that need them do not run:\n${hints.join('\n')}\n`,
    );
  }
};
