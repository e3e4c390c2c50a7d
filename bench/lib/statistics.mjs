/** @param {number[]} values at least one */
export function spread(values) {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  const median = sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return { median, min: sorted[0], max: sorted.at(-1) };
}

/** The values that are there, as a spread; undefined when none is. */
export function spreadOf(results, pick) {
  const values = results.map(pick).filter((value) => value !== undefined);
  return values.length === 0 ? undefined : spread(values);
}

function short(value) {
  if (value >= 1000) return Math.round(value).toLocaleString('en-US');
  return value >= 100 ? value.toFixed(0) : value.toFixed(value >= 10 ? 1 : 2);
}

/** `median (min-max)`, or a dash. */
export function shown(values) {
  if (values === undefined) return '-';
  const { median, min, max } = values;
  return min === max ? short(median) : `${short(median)} (${short(min)}-${short(max)})`;
}
