export * from './contact.reader';
export * from './contacts';
export * from './last-seen';
export * from './list-online-contacts';
export * from './list-online-users';
export * from './presence-news';
export * from './read-presences';
