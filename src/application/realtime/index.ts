export * from './channel-audience';
export * from './channel-hub';
export * from './client-session';
export * from './frames';
export * from './guild-audience';
export * from './head-watch';
export * from './message-fan-out';
export * from './presence-reader';
