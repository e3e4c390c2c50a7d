import http from 'node:http';
import { performance } from 'node:perf_hooks';
import { LatencyHistogram } from '../../tools/lib/latency-histogram.mjs';

/**
 * Callers of a REST API, each making its next call when its last was answered. Told what to do by its parent:
 * `{origin, tokens, callers, warmUpMs, windowMs}` with `kind: 'send' | 'page'` of a `channelId`, or `kind: 'read'` of a
 * `path`.
 */
const CONTENT = 'lorem ipsum dolor sit amet consectetur.';
const PAGE_LIMIT = 50;
/** Ids of sent messages that pages are read before. */
const KNOWN_IDS_MAX = 10_000;

const knownIds = [];

/** Reads every answer whole; parses only as much as it needs. */
function call(agent, origin, { method, path, token, body }) {
  const { hostname, port } = new URL(origin);
  const headers = {
    authorization: `Bearer ${token}`,
    ...(body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
  };
  return new Promise((resolve, reject) => {
    const request = http.request({ agent, hostname, port, method, path, headers }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode, text: Buffer.concat(chunks).toString() }));
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end(body);
  });
}

const sendBody = JSON.stringify({ content: CONTENT });

function nextCall({ kind, channelId, tokens, path }, index, made) {
  const token = tokens[index % tokens.length];
  if (kind === 'read') return { method: 'GET', path, token };
  const messages = `/api/v10/channels/${channelId}/messages`;
  if (kind === 'send') return { method: 'POST', path: messages, token, body: sendBody };
  const before = knownIds[(index * 131 + made * 17) % knownIds.length];
  return { method: 'GET', path: `${messages}?limit=${PAGE_LIMIT}&before=${before}`, token };
}

function note(kind, text) {
  if (kind !== 'send' || knownIds.length >= KNOWN_IDS_MAX) return;
  knownIds.push(/"id":"(\d+)"/.exec(text)?.[1]);
}

async function measure(task) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: task.callers });
  const latencies = new LatencyHistogram();
  const from = performance.now() + task.warmUpMs;
  const until = from + task.windowMs;
  const failures = new Map();
  let bytes = 0;
  const caller = async (index) => {
    let made = 0;
    for (let started = performance.now(); started < until; started = performance.now()) {
      const { status, text } = await call(agent, task.origin, nextCall(task, index, made));
      made += 1;
      const now = performance.now();
      if (status !== 200) failures.set(status, (failures.get(status) ?? 0) + 1);
      else note(task.kind, text);
      if (now < from || now >= until) continue;
      latencies.record(now - started);
      bytes += text.length;
    }
  };
  await Promise.all(Array.from({ length: task.callers }, (_, index) => caller(index)));
  agent.destroy();
  const seconds = task.windowMs / 1000;
  return {
    perSecond: latencies.count / seconds,
    bytesPerCall: latencies.count === 0 ? 0 : bytes / latencies.count,
    latency: latencies.summary(),
    failures: Object.fromEntries(failures),
  };
}

process.on('message', async (task) => {
  try {
    process.send({ result: await measure(task) });
  } catch (error) {
    process.send({ failure: error.stack });
  }
});
process.on('disconnect', () => process.exit(0));
process.send({ ready: true });
