import type { SyncSnapshot } from './room-sync.reader';

const snapshotPattern = /^(-?\d{1,20})\/(\d{1,19})$/;

/** Opaque to everybody outside. */
export const writeSnapshot = ({ systemIdentifier, xid }: SyncSnapshot): string =>
  Buffer.from(`${systemIdentifier}/${xid}`).toString('base64url');

/** Undefined for anything that {@link writeSnapshot} did not write. */
export function readSnapshot(text: string): SyncSnapshot | undefined {
  const match = snapshotPattern.exec(Buffer.from(text, 'base64url').toString('latin1'));
  if (!match) return undefined;
  const [, systemIdentifier = '', xid = ''] = match;
  const snapshot = { systemIdentifier, xid };
  return writeSnapshot(snapshot) === text && BigInt(xid) <= XID_MAX ? snapshot : undefined;
}

const XID_MAX = 9_223_372_036_854_775_807n;
