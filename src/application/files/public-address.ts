/** Under which clients reach this server, for links that they follow. */
export abstract class PublicAddress {
  /** Without a slash at its end: PUBLIC_URL, else the address the server listens on. */
  abstract readonly url: string;
}
