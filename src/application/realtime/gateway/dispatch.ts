/** One gateway event in wire form. Encoded once; every session that gets it shares these bytes. */
export interface Dispatch {
  /** `t` of the payload, for example `MESSAGE_CREATE`. */
  readonly name: string;
  /** JSON text of `d`, UTF-8. Never changed after it was handed over. */
  readonly body: Buffer;
}
