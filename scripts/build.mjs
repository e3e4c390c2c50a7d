import { prepare } from './lib/setup.mjs';

await prepare();
console.log('dist is up to date.');
