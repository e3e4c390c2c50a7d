import { parseArgs } from 'node:util';
import { io } from 'socket.io-client';
import { createRoom, findApiKey } from '../tools/lib/management.mjs';

/** `npm run db:sample`: gives a running server a few rooms with something said in them, over its own protocols. */

const USAGE = `npm run db:sample [-- --url http://localhost:3000] [--api-key key]

Creates three rooms on a running server and lets three people talk in each. The key comes from --api-key, ADMIN_API_KEY or
data/secrets.json.`;

const ROOMS = ['general', 'tech', 'random'];
const LINES = [
  ['alice', 'Alice', 'Good morning!'],
  ['bob', 'Bob', 'Hi Alice. Did the release go out?'],
  ['carol', 'Carol', '大家早上好 👋'],
  ['alice', 'Alice', 'It did, an hour ago. Nothing burns so far.'],
  ['bob', 'Bob', 'Then it is time for coffee.'],
];

/** @returns {Promise<(event: string, payload: object) => Promise<any>>} calls with acks, on one connected socket */
async function connect(url, userId, nickname) {
  const socket = io(new URL('/rooms', url).href, { auth: { user_id: userId, nickname }, reconnection: false });
  await new Promise((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  const call = async (event, payload) => {
    const { ok, data, error } = await socket.emitWithAck(event, payload);
    if (!ok) throw new Error(`${event}: ${error.message}`);
    return data;
  };
  return Object.assign(call, { close: () => socket.disconnect() });
}

async function main() {
  const { values } = parseArgs({
    options: { url: { type: 'string' }, 'api-key': { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) return console.log(USAGE);
  const url = values.url ?? 'http://localhost:3000';
  const apiKey = findApiKey(values['api-key']);
  if (!apiKey) throw new Error(`No API key found.\n\n${USAGE}`);
  const people = new Map();
  try {
    for (const [userId, nickname] of LINES) {
      if (!people.has(userId)) people.set(userId, await connect(url, userId, nickname));
    }
    for (const name of ROOMS) {
      const roomId = await createRoom({ origin: url, apiKey, name });
      for (const call of people.values()) await call('room:join', { room_id: roomId });
      for (const [userId, , content] of LINES) await people.get(userId)('message:send', { room_id: roomId, content });
      console.log(`${name}: room ${roomId}, ${LINES.length} messages`);
    }
  } finally {
    for (const call of people.values()) call.close();
  }
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
