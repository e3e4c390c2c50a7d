'use strict';

/** The server's code, loaded in this test file's registry when it is asked for: most tests have no need of it. */
module.exports = {
  serverCode: () => ({
    createApp: require('../../src/bootstrap').createApp,
    loadSettings: require('../../src/config/load-settings').loadSettings,
    logTo: require('../../src/infrastructure/logging/pino-log').logTo,
  }),
  openDatabase: (options) => require('../../src/infrastructure/persistence/database').openDatabase(options),
};
