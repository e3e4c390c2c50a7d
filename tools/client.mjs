import { parseArgs } from 'node:util';
import { runCommand } from './lib/client-commands.mjs';
import { CommandError, RoomSession } from './lib/room-session.mjs';
import { explain, RoomView } from './lib/room-view.mjs';
import { Terminal } from './lib/terminal.mjs';

const USAGE = `npm run client -- --room <id> --user <id> [options]

Chats in a room from the terminal, over Socket.IO. Reads lines from standard input too, and leaves at its end.
  --room id        the room's id
  --user id        your id in the outside system
  --nickname name  how others see you
  --url url        the server (http://localhost:3000)
  --ticket t       proof for a ticket room or an admin id
Exit codes: 0 left, 1 cannot connect, 2 wrong arguments, 3 refused, 4 removed from the room.`;

const EXIT_CODES = { left: 0, unreachable: 1, refused: 3, removed: 4 };
const EXIT_USAGE = 2;

function readArguments() {
  const names = ['room', 'user', 'nickname', 'url', 'ticket'];
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' }]));
  const { values } = parseArgs({ options: { ...options, help: { type: 'boolean', short: 'h' } } });
  if (values.help) return undefined;
  const url = values.url ?? 'http://localhost:3000';
  if (!values.room || !values.user) throw new Error('--room and --user are needed');
  if (!URL.canParse(url)) throw new Error(`--url is not an address: ${url}`);
  return { roomId: values.room, userId: values.user, nickname: values.nickname, ticket: values.ticket, url };
}

function greet(view, { room, is_admin: isAdmin, is_muted: isMuted }, userId) {
  const roles = `${isAdmin ? ', an admin' : ''}${isMuted ? ', muted' : ''}`;
  view.note(
    `You are ${userId}${roles} in "${room.room_name}" with ${room.current_users} inside. /help lists commands.`,
  );
}

async function say(context, line) {
  const { session, view, terminal } = context;
  try {
    if (line.startsWith('/') && !line.startsWith('//')) {
      await runCommand(context, line);
    } else {
      terminal.eraseTyped();
      await session.send(line.startsWith('//') ? line.slice(1) : line);
    }
  } catch (error) {
    view.problem(error instanceof CommandError ? explain(error) : error.message);
  }
}

/** Lines are done one after the other, and none before the room is joined. */
function readLines(context) {
  const { session, terminal } = context;
  let work = new Promise((resolve) => session.once('joined', resolve));
  terminal.listen(
    (line) => {
      if (line.trim() === '') terminal.prompt();
      else work = work.then(() => say(context, line));
    },
    // A person who closes the input wants to go; a script wants its lines sent first.
    () => void (terminal.isInteractive ? session.leave() : work.then(() => session.leave())),
  );
}

function show(session, view, userId) {
  session.on('joined', (entry) => greet(view, entry, userId));
  session.on('message', (message) => view.message(message));
  session.on('announcement', (message) => view.announcement(message));
  session.on('event', (name, payload) => view.event(name, payload));
  session.on('offline', (reason) => view.note(`connection lost (${reason}), coming back ...`));
  session.on('waiting', (why) => view.note(`${why}, trying again ...`));
  session.on('returned', () => view.note('back again'));
}

function main() {
  const settings = readArguments();
  if (settings === undefined) {
    console.log(USAGE);
    return;
  }
  const terminal = new Terminal(process.stdin, process.stdout);
  const view = new RoomView(terminal);
  const session = new RoomSession(settings);
  show(session, view, settings.userId);
  session.on('ended', (end) => {
    view.ended(end);
    terminal.close();
    process.exitCode = EXIT_CODES[end.kind];
    // Input that is still open would keep the process.
    process.stdin.destroy();
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void session.leave());
  readLines({ session, view, terminal, quit: () => void session.leave() });
  session.start();
}

try {
  main();
} catch (error) {
  console.error(`${error.message}\nTry --help.`);
  process.exitCode = EXIT_USAGE;
}
