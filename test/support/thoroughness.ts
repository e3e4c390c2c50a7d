/**
 * `npm test` is to end within three minutes on two cores, and so tries a part of the exhaustive tables and fewer runs of
 * the costly properties. `npm run check` and `.ci/run` try all of them (GUILDHALL_THOROUGH=1), `npm run test:long` far
 * more.
 */
export const isLong = process.env.GUILDHALL_LONG === '1';
const isThorough = isLong || process.env.GUILDHALL_THOROUGH === '1';

/** How often a property is tried; a long run tries each this often. */
const LONG_RUNS = 100_000;

/** `quick` in a plain `npm test`, which `thorough` would take too long. */
export const amount = (thorough: number, quick: number): number => (isThorough ? thorough : quick);

/** Options for `fc.assert`: `quickRuns` in a plain `npm test`, for properties whose runs take long. */
export const propertyRuns = (numRuns: number, quickRuns = numRuns): { readonly numRuns: number } => ({
  numRuns: isLong ? LONG_RUNS : amount(numRuns, quickRuns),
});

/** All rows of an exhaustive table, or every `step`-th in a plain `npm test`: the same ones each time. */
export const sampled = <Row>(rows: readonly Row[], step: number): readonly Row[] =>
  isThorough ? rows : rows.filter((_row, index) => index % step === 0);
