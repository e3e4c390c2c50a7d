/** Which server this is. */
export abstract class ServerInfo {
  abstract readonly name: string;
  abstract readonly version: string;
}
