export * from './access-tokens';
export * from './access-watch';
export * from './account-ties';
export * from './application.repository';
export { requirePerson } from './auth-sessions';
export * from './cache-keys';
export * from './guest-directory';
export * from './operator-key';
export * from './user-directory';
