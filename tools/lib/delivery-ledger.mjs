/**
 * Accounts for every delivery of a load: that each member got each message exactly once, that all members saw the same
 * order, and that one sender's messages kept the order in which they were sent. Cheap enough for a million a second.
 */
const UNKNOWN = -1;
const MIN_CAPACITY = 1024;

function grown(array, capacity, fill) {
  const copy = new array.constructor(capacity).fill(fill);
  copy.set(array);
  return copy;
}

export class DeliveryLedger {
  /** Deliveries that belonged to no message under way: repeats, or messages nobody of this load sent. */
  strays = 0;
  sent = 0;
  completed = 0;
  delivered = 0;

  /**
   * @param {number} members how many members must get each message
   * @param {number} firstSequence the lowest sequence number of this run
   */
  constructor(members, firstSequence = 0) {
    this.members = members;
    this.first = firstSequence;
    this.positions = new Int32Array(members);
    this.disordered = new Uint8Array(members);
    this.capacity = MIN_CAPACITY;
    this.order = new Int32Array(MIN_CAPACITY).fill(UNKNOWN);
    this.known = 0;
    this.remaining = new Int32Array(MIN_CAPACITY);
    this.senders = new Int32Array(MIN_CAPACITY);
    this.sentAt = new Float64Array(MIN_CAPACITY);
  }

  get nextSequence() {
    return this.first + this.sent;
  }

  get outstanding() {
    return this.sent - this.completed;
  }

  /** @returns the sequence number to put into the message */
  send(sender, now) {
    if (this.sent === this.capacity) this.#grow();
    const slot = this.sent;
    this.remaining[slot] = this.members;
    this.senders[slot] = sender;
    this.sentAt[slot] = now;
    this.sent += 1;
    return this.first + slot;
  }

  /** @returns true when this was the last member the message was missing */
  deliver(member, sequence) {
    const slot = sequence - this.first;
    if (slot < 0 || slot >= this.sent || this.remaining[slot] <= 0) {
      this.strays += 1;
      return false;
    }
    const position = this.positions[member];
    this.positions[member] = position + 1;
    if (position === this.known) {
      this.order[position] = slot;
      this.known += 1;
    } else if (this.order[position] !== slot) {
      this.disordered[member] = 1;
    }
    this.delivered += 1;
    this.remaining[slot] -= 1;
    if (this.remaining[slot] > 0) return false;
    this.completed += 1;
    return true;
  }

  isSender(member, sequence) {
    return this.senders[sequence - this.first] === member;
  }

  sentTime(sequence) {
    return this.sentAt[sequence - this.first];
  }

  /** What is wrong, in numbers; all zero when every member got every message once and in one order. */
  verdict() {
    let lost = 0;
    for (let slot = 0; slot < this.sent; slot += 1) lost += this.remaining[slot];
    let outOfOrder = 0;
    for (const flag of this.disordered) outOfOrder += flag;
    return { lost, outOfOrder, strays: this.strays, senderOrderBroken: this.#senderOrderBroken() };
  }

  #senderOrderBroken() {
    const last = new Map();
    let broken = 0;
    for (let position = 0; position < this.known; position += 1) {
      const slot = this.order[position];
      const sender = this.senders[slot];
      if ((last.get(sender) ?? UNKNOWN) > slot) broken += 1;
      last.set(sender, slot);
    }
    return broken;
  }

  #grow() {
    this.capacity *= 2;
    this.order = grown(this.order, this.capacity, UNKNOWN);
    this.remaining = grown(this.remaining, this.capacity, 0);
    this.senders = grown(this.senders, this.capacity, 0);
    this.sentAt = grown(this.sentAt, this.capacity, 0);
  }
}

/** @param {ReturnType<DeliveryLedger['verdict']>} verdict */
export function isFaultless(verdict) {
  return verdict.lost + verdict.outOfOrder + verdict.strays + verdict.senderOrderBroken === 0;
}
