/** A guild full of people, made over REST as anybody would. */

const PASSWORD = 'Correct-Horse-9';

async function call(origin, method, path, token, body) {
  const response = await fetch(`${origin}/api/v10${path}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}

async function register(origin, number) {
  const username = `bench${number}x${Date.now().toString(36)}`;
  const body = { username, email: `${username}@example.org`, password: PASSWORD };
  return (await call(origin, 'POST', '/auth/register', undefined, body)).access_token;
}

/** Sends one message. */
export const say = (origin, token, channelId, content) =>
  call(origin, 'POST', `/channels/${channelId}/messages`, token, { content });

/**
 * @param {string} origin
 * @param {number} people members, the owner among them
 * @returns {Promise<{tokens: string[], channelId: string}>}
 */
export async function makeFullGuild(origin, people) {
  const tokens = [];
  for (let number = 0; number < people; number += 1) tokens.push(await register(origin, number));
  const [owner, ...others] = tokens;
  const guild = await call(origin, 'POST', '/guilds', owner, { name: 'Bench' });
  const channel = await call(origin, 'POST', `/guilds/${guild.id}/channels`, owner, { name: 'talk' });
  const invite = await call(origin, 'POST', `/channels/${channel.id}/invites`, owner, {});
  for (const token of others) await call(origin, 'POST', `/invites/${invite.code}`, token);
  return { tokens, channelId: channel.id };
}
