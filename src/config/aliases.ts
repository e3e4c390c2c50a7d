/**
 * What `alias` says about the setting `name`, in that setting's own words; undefined when it says nothing. Aliases not
 * listed here hold the same text as the setting.
 */
export function aliasText(alias: string, name: string, text: string): string | undefined {
  if (alias === 'BIND_ADDRESS') return name === 'HOST' ? bindHost(text) : bindPort(text);
  if (alias === 'RUST_LOG') return rustLogLevel(text);
  if (alias === 'DEBUG') return debugLevel(text);
  return text;
}

const bindAddress = /^(?:\[([^\]]+)\]|([^:]*)):(\d+)$/;

/** `host:port`, `[::1]:port` or `:port`; without a port the whole text is the host. */
function bindHost(text: string): string | undefined {
  const match = bindAddress.exec(text);
  if (!match) return text;
  return match[1] ?? (match[2] || undefined);
}

const bindPort = (text: string): string | undefined => bindAddress.exec(text)?.[3];

/** `info`, or directives such as `info,tower_http=debug`: the level without a target, else the first one. */
function rustLogLevel(text: string): string | undefined {
  const directives = text.split(',').map((directive) => directive.trim().toLowerCase());
  const general = directives.find((directive) => !directive.includes('='));
  const level = general ?? directives[0]?.split('=')[1];
  return level === 'off' ? 'silent' : level;
}

/** `DEBUG=true` means the debug level. Any other value belongs to Node's `debug` package and says nothing here. */
const debugLevel = (text: string): string | undefined => (/^(true|1)$/i.test(text) ? 'debug' : undefined);
