/** The message a bare baseline sends out: the same fields, in the same order, as Guildhall's own Message frame. */
const EPOCH_MS = 1420070400000n;
let lastMillisecond = 0n;
let counter = 0n;

function nextId() {
  const now = BigInt(Date.now()) - EPOCH_MS;
  counter = now === lastMillisecond ? counter + 1n : 0n;
  lastMillisecond = now;
  return String((now << 22n) | counter);
}

/**
 * @param {string} userId
 * @param {{content: string, nonce: string}} input
 */
export function bareMessage(userId, input) {
  return {
    id: nextId(),
    from: userId,
    nickname: userId,
    content: input.content,
    is_admin: false,
    created_at: new Date().toISOString(),
    nonce: input.nonce,
  };
}
