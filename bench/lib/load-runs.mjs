import { performance } from 'node:perf_hooks';
import { DeliveryLedger } from '../../tools/lib/delivery-ledger.mjs';
import { LatencyHistogram } from '../../tools/lib/latency-histogram.mjs';
import { markedContent } from '../../tools/lib/marker.mjs';
import { cpuSeconds } from '../../tools/lib/process-usage.mjs';

/** The loads. Each one ends only when every message sent has reached every member, or when that takes too long. */

/** Characters of a message; with the rest of the frame about 200 bytes. */
const CONTENT_LENGTH = 24;
/** After this long without the last delivery the rest counts as lost. */
const DRAIN_DEADLINE_MS = 30_000;
const POLL_MS = 5;

class Run {
  /** @param {import('../../tools/lib/member-crowd.mjs').MemberCrowd} crowd */
  constructor(crowd, task, firstSequence) {
    this.crowd = crowd;
    this.task = { ...task, senders: Math.min(task.senders, crowd.members.length) };
    this.ledger = new DeliveryLedger(crowd.members.length, firstSequence);
    this.latencies = undefined;
    this.nextSender = 0;
    this.sending = true;
    this.bytesBefore = crowd.members[0].socket.bytesReceived;
  }

  /** Sends the next message from the next of `task.senders` members. */
  sendNext() {
    this.sendFrom(this.nextSender);
    this.nextSender = (this.nextSender + 1) % this.task.senders;
  }

  sendFrom(sender) {
    const sequence = this.ledger.send(sender, performance.now());
    this.crowd.members[sender].send(markedContent(sequence, CONTENT_LENGTH), `n${sequence}`);
  }

  recordLatency(sequence) {
    if (this.latencies === undefined) return;
    this.latencies.record(performance.now() - this.ledger.sentTime(sequence));
  }

  /** Waits for the rest of the deliveries. */
  async drain() {
    this.sending = false;
    const deadline = performance.now() + DRAIN_DEADLINE_MS;
    while (this.ledger.outstanding > 0 && performance.now() < deadline && this.crowd.joined > 0) await pause(POLL_MS);
  }

  reading() {
    const own = process.cpuUsage();
    return {
      at: performance.now(),
      delivered: this.ledger.delivered,
      completed: this.ledger.completed,
      serverCpu: cpuSeconds(this.task.serverPid),
      ownCpu: (own.user + own.system) / 1e6,
    };
  }

  /** What happened between two readings. */
  between(before, after) {
    const seconds = (after.at - before.at) / 1000;
    const deliveries = after.delivered - before.delivered;
    const serverCpu = after.serverCpu === undefined ? undefined : after.serverCpu - before.serverCpu;
    return {
      seconds,
      messagesPerSecond: (after.completed - before.completed) / seconds,
      deliveriesPerSecond: deliveries / seconds,
      deliveriesPerCpuSecond: serverCpu > 0 ? deliveries / serverCpu : undefined,
      serverCpuShare: serverCpu === undefined ? undefined : serverCpu / seconds,
      generatorCpuShare: (after.ownCpu - before.ownCpu) / seconds,
    };
  }

  faults() {
    const bytes = this.crowd.members[0].socket.bytesReceived - this.bytesBefore;
    return {
      sent: this.ledger.sent,
      delivered: this.ledger.delivered,
      bytesPerMessage: Math.round(bytes / Math.max(1, this.ledger.sent)),
      verdict: this.ledger.verdict(),
    };
  }
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Keeps `task.outstanding` messages under way: a new one starts when one has reached every member. */
async function closedLoop(run, listen) {
  const { ledger, task } = run;
  listen((index, sequence) => {
    if (ledger.deliver(index, sequence) && run.sending) run.sendNext();
  });
  for (let count = 0; count < task.outstanding; count += 1) run.sendNext();
  await pause(task.warmUpMs);
  const before = run.reading();
  await pause(task.windowMs);
  const after = run.reading();
  await run.drain();
  return run.between(before, after);
}

/** Sends `task.rate` messages a second and records how long each delivery took. */
async function paced(run, listen) {
  const { ledger, task } = run;
  listen((index, sequence) => {
    run.recordLatency(sequence);
    ledger.deliver(index, sequence);
  });
  const intervalMs = 1000 / task.rate;
  const sendFor = async (milliseconds) => {
    const started = performance.now();
    for (let due = 0; due < milliseconds; due += intervalMs) {
      await pause(Math.max(0, started + due - performance.now()));
      run.sendNext();
    }
  };
  await sendFor(task.warmUpMs);
  await run.drain();
  run.latencies = new LatencyHistogram();
  const before = run.reading();
  await sendFor(task.windowMs);
  await run.drain();
  return { ...run.between(before, run.reading()), latency: run.latencies.summary() };
}

/** Each of `task.senders` members sends `task.sends` messages, the next when its last came back to it. */
async function acknowledged(run, listen) {
  const { ledger, task } = run;
  const left = new Int32Array(task.senders).fill(task.sends);
  let unfinished = task.senders;
  let finishedAt = 0;
  const advance = (sender) => {
    if (left[sender] > 0) {
      left[sender] -= 1;
      run.sendFrom(sender);
    } else {
      unfinished -= 1;
      if (unfinished === 0) finishedAt = performance.now();
    }
  };
  listen((index, sequence) => {
    if (ledger.isSender(index, sequence)) {
      run.recordLatency(sequence);
      ledger.deliver(index, sequence);
      advance(index);
    } else {
      ledger.deliver(index, sequence);
    }
  });
  run.latencies = new LatencyHistogram();
  const before = run.reading();
  for (let sender = 0; sender < task.senders; sender += 1) advance(sender);
  await run.drain();
  // Draining polls: the last acknowledgement is the true end.
  const sendsPerSecond = (run.latencies.count * 1000) / ((finishedAt || performance.now()) - before.at);
  return { ...run.between(before, run.reading()), sendsPerSecond, latency: run.latencies.summary() };
}

const LOADS = { closedLoop, paced, acknowledged };

/**
 * @param {{load: keyof typeof LOADS, senders: number, serverPid: number}} task
 * @param {(listener: (index: number, sequence: number) => void) => void} listen installs the receiver of deliveries
 * @returns {Promise<{result: object, used: number}>} `used`: how many sequence numbers were taken
 */
export async function runLoad(crowd, task, firstSequence, listen) {
  const run = new Run(crowd, task, firstSequence);
  const measured = await LOADS[task.load](run, listen);
  listen(undefined);
  return { result: { ...measured, ...run.faults() }, used: run.ledger.sent };
}
