'use strict';

/** Takes the lock of a directory, says whether it got it, and stays.  node lock-holder.cjs <directory> */
require('../support/typescript-hook.cjs');
const { lockDirectory } = require('../../src/infrastructure/persistence/embedded/directory-lock.ts');

// The lock alone keeps no process alive.
setInterval(() => undefined, 60_000);
lockDirectory(process.argv[2]).then(
  () => console.log('held'),
  (error) => console.log(error.message),
);
