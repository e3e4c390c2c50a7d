export * from './account-rules';
export * from './application';
export * from './auth-session';
export * from './errors';
export * from './events';
export * from './user';
