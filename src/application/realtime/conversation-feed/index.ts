export * from './conversation-event';
export * from './conversation-events';
export * from './conversation-feed';
export * from './conversation-places';
export * from './personal-session';
export { PERSONAL_SESSIONS_MAX } from './personal-sessions';
