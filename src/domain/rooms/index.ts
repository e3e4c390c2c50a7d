export * from './errors';
export * from './events';
export * from './room';
export * from './visitor';
