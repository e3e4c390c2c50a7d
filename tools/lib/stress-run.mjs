import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { DeliveryLedger, isFaultless } from './delivery-ledger.mjs';
import { LatencyHistogram } from './latency-histogram.mjs';
import { markedContent } from './marker.mjs';
import { MemberCrowd } from './member-crowd.mjs';

/** One stress run: join, send at a steady rate, wait for the last delivery, tell the result. */

const CONTENT_LENGTH = 64;
const PROGRESS_MS = 1000;
/** After this long without progress the rest counts as lost. */
const DRAIN_DEADLINE_MS = 15_000;
const POLL_MS = 10;

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const count = (value) => Math.round(value).toLocaleString('en-US');
const milliseconds = (value) => `${value.toFixed(value < 10 ? 1 : 0)} ms`;

export class StressRun {
  #acknowledged = 0;
  #latencies = new LatencyHistogram();
  #stopped = false;

  /**
   * @param {{transport: 'raw' | 'socketio', origin: string, roomId: string, connections: number, rate: number,
   *   seconds: number, joinsUnderWay: number}} settings
   */
  constructor(settings) {
    this.settings = settings;
    // Names and nonces are new in every run: a repeated nonce would be answered with the old message.
    this.run = randomBytes(3).toString('hex');
    this.ledger = new DeliveryLedger(settings.connections);
    this.crowd = new MemberCrowd(settings.transport, {
      onMessage: (index, sequence) => this.#received(index, sequence),
      onAcknowledged: () => (this.#acknowledged += 1),
    });
  }

  /** Sends no more; what is under way is still waited for. */
  stop() {
    this.#stopped = true;
    this.crowd.stop();
  }

  /** @returns {Promise<boolean>} whether everything arrived everywhere */
  async execute() {
    const { transport, origin, roomId, connections, rate, seconds } = this.settings;
    console.log(`Room ${roomId} at ${origin}: ${count(connections)} ${transport} connections, ${rate}/s, ${seconds} s`);
    const joined = await this.#join();
    if (!joined) {
      await this.crowd.close();
      return false;
    }
    const startedAt = performance.now();
    const progress = this.#reportEverySecond(startedAt);
    await this.#send(startedAt);
    await this.#drain();
    clearInterval(progress);
    const passed = this.#summarize((performance.now() - startedAt) / 1000);
    await this.crowd.close();
    return passed;
  }

  #received(index, sequence) {
    const { ledger } = this;
    const own = ledger.isSender(index, sequence);
    if (own && this.settings.transport === 'raw') this.#acknowledged += 1;
    const sentAt = ledger.sentTime(sequence);
    if (sentAt !== undefined) this.#latencies.record(performance.now() - sentAt);
    ledger.deliver(index, sequence);
  }

  async #join() {
    const { origin, roomId, connections, joinsUnderWay } = this.settings;
    const options = Array.from({ length: connections }, (_, index) => ({
      origin,
      roomId,
      userId: `stress-${this.run}-${String(index).padStart(5, '0')}`,
      index,
    }));
    const progress = setInterval(() => this.#reportJoining(), PROGRESS_MS);
    try {
      const seconds = await this.crowd.open(options, joinsUnderWay);
      console.log(`${count(this.crowd.joined)} joined in ${seconds.toFixed(1)} s`);
      return this.crowd.joined === connections;
    } catch (error) {
      console.error(error.message);
      return false;
    } finally {
      clearInterval(progress);
    }
  }

  #reportJoining() {
    const { joined, throttled } = this.crowd;
    const hint = throttled === 0 ? '' : `, ${count(throttled)} told to wait (RATE_LIMITS=off on the server lifts this)`;
    console.log(`joining ${count(joined)}/${count(this.settings.connections)}${hint}`);
  }

  async #send(startedAt) {
    const { rate, seconds, connections } = this.settings;
    for (let index = 0; index < rate * seconds && !this.#stopped; index += 1) {
      const wait = startedAt + (index * 1000) / rate - performance.now();
      // Timers count whole milliseconds: what is due by then goes out together.
      if (wait > 0) await pause(wait);
      const sender = index % connections;
      const sequence = this.ledger.send(sender, performance.now());
      this.crowd.members[sender].send(markedContent(sequence, CONTENT_LENGTH), `${this.run}-${sequence}`);
    }
  }

  async #drain() {
    let before = -1;
    let deadline = 0;
    while (this.ledger.outstanding > 0 || this.#acknowledged < this.ledger.sent) {
      const done = this.ledger.delivered + this.#acknowledged;
      if (done !== before) deadline = performance.now() + DRAIN_DEADLINE_MS;
      before = done;
      if (performance.now() > deadline || this.crowd.joined === 0) return;
      await pause(POLL_MS);
    }
  }

  #reportEverySecond(startedAt) {
    let before = 0;
    let at = startedAt;
    return setInterval(() => {
      const now = performance.now();
      const { delivered, sent } = this.ledger;
      const perSecond = ((delivered - before) * 1000) / (now - at);
      before = delivered;
      at = now;
      const { p50, p99 } = this.#latencies.summary();
      console.log(
        `${String(Math.round((now - startedAt) / 1000)).padStart(4)} s  connections ${count(this.crowd.joined)}  ` +
          `sent ${count(sent)}  acknowledged ${count(this.#acknowledged)}  deliveries ${count(delivered)} ` +
          `(${count(perSecond)}/s)  p50 ${milliseconds(p50)}  p99 ${milliseconds(p99)}  errors ${this.#errorCount()}`,
      );
    }, PROGRESS_MS);
  }

  #errorCount() {
    return [...this.crowd.errors.values()].reduce((sum, value) => sum + value, 0);
  }

  #summarize(seconds) {
    const { ledger, crowd } = this;
    const verdict = ledger.verdict();
    const { p50, p95, p99, max } = this.#latencies.summary();
    const errors = [...crowd.errors].map(([code, times]) => `${code} (${times})`).join(', ') || 'none';
    const passed = isFaultless(verdict) && this.#acknowledged === ledger.sent && crowd.dropped === 0;
    const lines = [
      ['connections', `${count(crowd.joined)}${crowd.dropped > 0 ? `, ${count(crowd.dropped)} dropped` : ''}`],
      ['sent', count(ledger.sent)],
      ['acknowledged', count(this.#acknowledged)],
      ['deliveries', `${count(ledger.delivered)} of ${count(ledger.sent * ledger.members)}`],
      ['deliveries/s', count(ledger.delivered / seconds)],
      [
        'latency',
        [p50, p95, p99, max]
          .map((value, at) => `${['p50', 'p95', 'p99', 'max'][at]} ${milliseconds(value)}`)
          .join('  '),
      ],
      ['lost', count(verdict.lost)],
      [
        'out of order',
        `${count(verdict.outOfOrder)} connections, ${count(verdict.senderOrderBroken)} of a sender's own`,
      ],
      ['repeated', count(verdict.strays)],
      ['errors', errors],
    ];
    console.log(`\n${lines.map(([name, value]) => `${name.padEnd(14)}${value}`).join('\n')}`);
    console.log(passed ? '\nEvery connection got every message, once and in order.' : '\nFAILED: see above.');
    return passed;
  }
}
