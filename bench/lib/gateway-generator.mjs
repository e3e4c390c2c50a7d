import http from 'node:http';
import { performance } from 'node:perf_hooks';
import { GatewayMember } from './gateway-member.mjs';
import { runLoad } from './load-runs.mjs';

/**
 * The load generator of the gateway: its own process, told by its parent what to do, one command at a time. `open` begins
 * sessions, `measure` runs one load (load-runs.mjs) whose messages are sent over REST, `lose` cuts all sockets, `resume`
 * brings all sessions back at once, `close` ends them.
 */
const HEARTBEAT_MS = 40_000;
const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });

/** The sessions as `runLoad` knows a crowd. */
class GatewayCrowd {
  members = [];
  joined = 0;
  errors = new Map();
  #waiting = new Map();
  #beating = setInterval(() => this.members.forEach((member) => member.heartbeat()), HEARTBEAT_MS);
  #isLeaving = false;

  constructor({ origin, tokens, channelId, sessions }) {
    this.target = { origin, tokens, channelId, sessions };
  }

  countError(code) {
    this.errors.set(code, (this.errors.get(code) ?? 0) + 1);
  }

  async open(concurrency) {
    const { sessions, tokens, origin } = this.target;
    return this.#each(sessions, concurrency, (index) => {
      const options = { origin, token: tokens[index % tokens.length], index };
      this.members[index] = new GatewayMember(options, this);
      this.members[index].send = (content, nonce) => this.#post(options.token, content, nonce);
    });
  }

  resume(concurrency) {
    this.#isLeaving = false;
    return this.#each(this.members.length, concurrency, (index) => this.members[index].connect());
  }

  async end(how) {
    this.#isLeaving = true;
    const gone = this.members.map((_, index) => new Promise((done) => this.#waiting.set(index, done)));
    for (const member of this.members) member[how]();
    await Promise.all(gone);
  }

  stop() {
    clearInterval(this.#beating);
  }

  /** @returns seconds until the last was ready */
  async #each(count, concurrency, start) {
    const started = performance.now();
    let next = 0;
    const worker = async () => {
      while (next < count) {
        const index = next;
        next += 1;
        const ready = new Promise((done) => this.#waiting.set(index, done));
        start(index);
        const failure = await ready;
        if (failure !== undefined) throw new Error(`session ${index}: ${failure}`);
      }
    };
    await Promise.all(Array.from({ length: Math.min(concurrency, count) }, worker));
    return (performance.now() - started) / 1000;
  }

  #post(token, content, nonce) {
    const { origin, channelId } = this.target;
    const body = JSON.stringify({ content, nonce });
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    };
    const request = http.request(`${origin}/api/v10/channels/${channelId}/messages`, {
      method: 'POST',
      agent,
      headers,
    });
    request.on('response', (response) => {
      if (response.statusCode !== 200) this.countError(`HTTP ${response.statusCode}`);
      response.resume();
    });
    request.on('error', (error) => this.countError(error.code));
    request.end(body);
  }

  #tellWaiting(index, failure) {
    const done = this.#waiting.get(index);
    this.#waiting.delete(index);
    done?.(failure);
    return done !== undefined;
  }

  onReady = (index) => {
    this.joined += 1;
    this.#tellWaiting(index);
  };

  onMessage = (index, sequence) => this.listener?.(index, sequence);

  onProblem = (_index, problem) => this.countError(problem);

  onClosed = (index, { code, reason, error }) => {
    this.joined -= 1;
    if (this.#isLeaving) return this.#tellWaiting(index);
    const text = `closed ${code} ${reason} ${error?.message ?? ''}`.trim();
    if (!this.#tellWaiting(index, text)) this.countError(text);
  };
}

let crowd;
/** As nonces, sequence numbers must never repeat. */
let nextSequence = 0;

const takeErrors = () => {
  const errors = Object.fromEntries(crowd.errors);
  crowd.errors.clear();
  return errors;
};

const handlers = {
  async open({ concurrency, ...target }) {
    crowd = new GatewayCrowd(target);
    const seconds = await crowd.open(concurrency);
    // As every client does within its first interval: the server need not keep the first state any longer.
    for (const member of crowd.members) member.heartbeat();
    return { seconds };
  },
  async measure(task) {
    const { result, used } = await runLoad(crowd, task, nextSequence, (listener) => (crowd.listener = listener));
    nextSequence += used;
    // Requests under way at once have no order among them; all sessions seeing the same order is what counts.
    const verdict = { ...result.verdict };
    delete verdict.senderOrderBroken;
    return { ...result, verdict, errors: takeErrors() };
  },
  async lose() {
    await crowd.end('lose');
    return {};
  },
  async resume({ concurrency }) {
    const missed = new Int32Array(crowd.members.length);
    crowd.listener = (index) => (missed[index] += 1);
    const seconds = await crowd.resume(concurrency);
    crowd.listener = undefined;
    return { seconds, fewest: Math.min(...missed), most: Math.max(...missed), errors: takeErrors() };
  },
  async close() {
    await crowd.end('close');
    crowd.stop();
    return {};
  },
};

process.on('message', async ({ command, ...task }) => {
  try {
    process.send({ result: await handlers[command](task) });
  } catch (error) {
    process.send({ failure: error.stack });
  }
});
process.on('disconnect', () => process.exit(0));
process.send({ ready: true });
