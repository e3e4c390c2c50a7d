/** Addresses of trusted proxies (IP, CIDR, or a name such as `loopback`), a number of hops, or false for none. */
export type TrustProxy = false | number | readonly string[];

/** Every origin, or a list of exact origins such as `https://chat.example.org`. */
export type AllowedOrigins = '*' | readonly string[];

/** Where the server listens, and whom it believes about addresses and origins. */
export abstract class HttpSettings {
  abstract readonly host: string;
  /** 0: the system chooses. */
  abstract readonly port: number;
  /** Address clients use, without a slash at its end; absent: links are relative. */
  abstract readonly publicUrl?: string;
  abstract readonly allowedOrigins: AllowedOrigins;
  abstract readonly trustProxy: TrustProxy;
  /** Open sockets of this process at most. */
  abstract readonly maxConnections: number;
  /** False stops limits per client, never protocol rules. */
  abstract readonly rateLimits: boolean;
}

/** Keys and lifetimes. Never logged, never shown. */
export abstract class SecuritySettings {
  /** At least 32 characters. */
  abstract readonly jwtSecret: string;
  /** At least 16 printable ASCII characters. */
  abstract readonly adminApiKey: string;
  abstract readonly accessTokenExpireMinutes: number;
  abstract readonly refreshTokenExpireDays: number;
}
