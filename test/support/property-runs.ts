/** How often a property is tried; a long run tries each this often. */
const LONG_RUNS = 100_000;

/** Options for `fc.assert`. */
export const propertyRuns = (numRuns: number): { readonly numRuns: number } => ({
  numRuns: process.env.GUILDHALL_LONG === '1' ? LONG_RUNS : numRuns,
});
