import { harmless } from './terminal.mjs';

/** The commands of the terminal client. Each gets the session, the view and what was typed after its name. */

const HISTORY_DEFAULT = 20;
const HISTORY_MAX = 100;

class WrongUse extends Error {}

function splitOff(text) {
  const [, first = '', rest = ''] = /^(\S*)\s*(.*)$/s.exec(text) ?? [];
  return [first, rest];
}

function personIn(text) {
  const [userId, rest] = splitOff(text);
  if (userId === '') throw new WrongUse('name a user id');
  return { userId, rest };
}

/** `<user> [seconds] [words]` */
function sanctionIn(text) {
  const { userId, rest } = personIn(text);
  const [first, words] = splitOff(rest);
  const isDuration = /^\d+$/.test(first);
  const reason = isDuration ? words : rest;
  return {
    user_id: userId,
    ...(isDuration && { duration_seconds: Number(first) }),
    ...(reason !== '' && { reason }),
  };
}

async function history({ session, view }, text) {
  const limit = Math.min(HISTORY_MAX, Number(text || HISTORY_DEFAULT));
  if (!Number.isInteger(limit) || limit < 1) throw new WrongUse('give a number of messages');
  const { messages } = await session.command('message:history', { limit });
  view.note(`the last ${messages.length} messages:`);
  const oldestFirst = messages.toSorted((left, right) => (BigInt(left.id) < BigInt(right.id) ? -1 : 1));
  for (const message of oldestFirst) {
    if (message.from === null) view.announcement(message);
    else view.message(message);
  }
}

function users({ session, view }) {
  const names = session.users.map(({ user_id: userId, nickname, is_admin: isAdmin }) => {
    const name = nickname === null || nickname === userId ? userId : `${nickname} (${userId})`;
    return `${harmless(name)}${isAdmin ? '*' : ''}`;
  });
  view.note(`${names.length} inside: ${names.join(', ')}`);
}

async function remove({ session, view }, text) {
  const id = view.messageId(text);
  if (id === undefined) throw new WrongUse('name a message by its #number or id');
  await session.command('message:delete', { id });
}

const act = (event, read) => async (context, text) => void (await context.session.command(event, read(text)));
const person = (text) => ({ user_id: personIn(text).userId });
const mute = (text) => {
  const { user_id, duration_seconds } = sanctionIn(text);
  return { user_id, ...(duration_seconds !== undefined && { duration_seconds }) };
};

const COMMANDS = new Map([
  ['help', { use: '', about: 'this list', run: ({ view }) => help(view) }],
  ['users', { use: '', about: 'who is inside', run: users }],
  ['history', { use: '[n]', about: 'the last n messages', run: history }],
  ['kick', { use: '<user>', about: 'remove, and keep out until unbanned', run: act('user:kick', person) }],
  ['ban', { use: '<user> [seconds] [reason]', about: 'keep out', run: act('user:ban', sanctionIn) }],
  ['unban', { use: '<user>', about: 'let in again', run: act('user:unban', person) }],
  ['mute', { use: '<user> [seconds]', about: 'take the word', run: act('user:mute', mute) }],
  ['unmute', { use: '<user>', about: 'give the word back', run: act('user:unmute', person) }],
  ['delete', { use: '<#number or id>', about: 'delete a message', run: remove }],
  ['quit', { use: '', about: 'leave', run: ({ quit }) => quit() }],
]);

function help(view) {
  for (const [name, { use, about }] of COMMANDS) view.note(`/${`${name} ${use}`.padEnd(32)} ${about}`);
  view.note('//text sends a message that begins with a slash');
}

/**
 * @param {{session: import('./room-session.mjs').RoomSession, view: import('./room-view.mjs').RoomView,
 *   quit: () => void}} context
 * @param {string} line begins with a slash
 * @throws {Error} in words for the person who typed it, or CommandError
 */
export async function runCommand(context, line) {
  const [name, rest] = splitOff(line.slice(1));
  const command = COMMANDS.get(name);
  if (command === undefined) throw new WrongUse(`unknown command /${name}; /help lists them`);
  try {
    await command.run(context, rest.trim());
  } catch (error) {
    if (!(error instanceof WrongUse)) throw error;
    throw new WrongUse(`${error.message}: /${name} ${command.use}`, { cause: error });
  }
}
