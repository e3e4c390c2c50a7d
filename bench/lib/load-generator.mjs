import { MemberCrowd } from '../../tools/lib/member-crowd.mjs';
import { runLoad } from './load-runs.mjs';

/**
 * The load generator: its own process, told by its parent what to do, one command at a time.
 * `open` joins members, `measure` runs one load (load-runs.mjs), `close` leaves.
 */
let crowd;
let receiver;

/** Sequence numbers grow over the life of the process: as nonces they must never repeat. */
let nextSequence = 0;

const handlers = {
  async open({ transport, origin, namespace, roomIds, members, concurrency }) {
    crowd = new MemberCrowd(transport, { onMessage: (index, sequence) => receiver?.(index, sequence) });
    const options = Array.from({ length: members }, (_, index) => ({
      origin,
      namespace,
      roomId: roomIds[index % roomIds.length],
      userId: `m${String(index).padStart(5, '0')}`,
      index,
    }));
    return { seconds: await crowd.open(options, concurrency), throttled: crowd.throttled };
  },

  async measure(task) {
    const listen = (listener) => (receiver = listener);
    const { result, used } = await runLoad(crowd, task, nextSequence, listen);
    nextSequence += used;
    const errors = Object.fromEntries(crowd.errors);
    crowd.errors.clear();
    return { ...result, errors };
  },

  async close() {
    await crowd?.close();
    crowd = undefined;
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
