export * from './conversation-settings.repository';
export * from './conversation.reader';
export * from './list-conversations';
export * from './mark-conversation-read';
export * from './read-receipts';
export * from './resolve-conversation';
export * from './update-conversation';
