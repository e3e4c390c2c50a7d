/** Latencies in buckets that are 2 % apart: constant memory, percentiles within 2 %. */
const RATIO = 1.02;
const LOG_RATIO = Math.log(RATIO);
const FLOOR_MS = 0.01;
const BUCKETS = 1024;

export class LatencyHistogram {
  count = 0;
  max = 0;
  #buckets = new Uint32Array(BUCKETS);

  /** @param {number} milliseconds */
  record(milliseconds) {
    const bucket = milliseconds <= FLOOR_MS ? 0 : Math.ceil(Math.log(milliseconds / FLOOR_MS) / LOG_RATIO);
    this.#buckets[Math.min(bucket, BUCKETS - 1)] += 1;
    this.count += 1;
    if (milliseconds > this.max) this.max = milliseconds;
  }

  /** @param {number} fraction 0 to 1 @returns milliseconds, 0 when nothing was recorded */
  percentile(fraction) {
    const wanted = Math.ceil(this.count * fraction);
    let seen = 0;
    for (let bucket = 0; bucket < BUCKETS && wanted > 0; bucket += 1) {
      seen += this.#buckets[bucket];
      if (seen >= wanted) return Math.min(this.max, FLOOR_MS * RATIO ** bucket);
    }
    return this.max;
  }

  summary() {
    return { p50: this.percentile(0.5), p95: this.percentile(0.95), p99: this.percentile(0.99), max: this.max };
  }
}
