'use strict';

/**
 * `node -r ./test/support/typescript-hook.cjs src/main.ts` runs the sources as Jest does, without a build. What a file
 * compiles to is kept under its content: a server has a thousand files, and the tests start dozens of servers.
 */
const { createHash, randomUUID } = require('node:crypto');
const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');

const options = {
  swcrc: false,
  sourceMaps: 'inline',
  jsc: {
    target: 'es2023',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    keepClassNames: true,
  },
  module: { type: 'commonjs' },
};

const cache = path.join(__dirname, '../../node_modules/.cache/guildhall/typescript-hook');
const compiler = `${require('@swc/core/package.json').version} ${JSON.stringify(options)}`;
fs.mkdirSync(cache, { recursive: true });

Module._extensions['.ts'] = (module, filename) => {
  const source = fs.readFileSync(filename, 'utf8');
  const key = createHash('sha1').update(`${compiler}\n${filename}\n${source}`).digest('hex');
  const kept = path.join(cache, `${key}.js`);
  module._compile(read(kept) ?? compile(source, filename, kept), filename);
};

function read(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function compile(source, filename, kept) {
  const { code } = require('@swc/core').transformSync(source, { ...options, filename });
  // Renamed when whole: several servers start at once.
  const unfinished = `${kept}.${randomUUID()}`;
  fs.writeFileSync(unfinished, code);
  fs.renameSync(unfinished, kept);
  return code;
}
