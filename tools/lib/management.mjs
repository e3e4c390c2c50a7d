import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the tools need of the management API. */

/**
 * Where the operator's key comes from: the argument, ADMIN_API_KEY, or the file an embedded server keeps its secrets in.
 * @param {string | undefined} given
 * @returns {string | undefined}
 */
export function findApiKey(given) {
  if (given) return given;
  if (process.env.ADMIN_API_KEY) return process.env.ADMIN_API_KEY;
  try {
    const file = join(process.env.DATA_DIR || 'data', 'secrets.json');
    return JSON.parse(readFileSync(file, 'utf8')).adminApiKey;
  } catch {
    return undefined;
  }
}

async function call({ origin, apiKey }, method, path, body) {
  const response = await fetch(new URL(path, origin), {
    method,
    headers: { 'x-api-key': apiKey, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}

/** @returns {Promise<string>} the new room's id */
export async function createRoom({ origin, apiKey, name }) {
  const room = await call({ origin, apiKey }, 'POST', '/management/rooms', { room_name: name, admin_user_ids: [] });
  return room.room_id;
}

export async function closeRoom({ origin, apiKey, roomId }) {
  await call({ origin, apiKey }, 'DELETE', `/management/rooms/${encodeURIComponent(roomId)}`);
}
