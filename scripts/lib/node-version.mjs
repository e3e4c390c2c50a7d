/** The first Node 20 that loads ES modules with plain `require`, which the server needs. */
const minimum = [20, 19];

/** Ends the process with a clear message on a Node that is too old to run Guildhall. */
export function requireNodeVersion() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > minimum[0] || (major === minimum[0] && minor >= minimum[1])) {
    return;
  }
  console.error(`Guildhall needs Node ${minimum.join('.')} or newer; this is ${process.versions.node}.`);
  process.exit(1);
}
