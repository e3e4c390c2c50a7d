const levelNames: ReadonlyMap<number, string> = new Map([
  [10, 'trace'],
  [20, 'debug'],
  [30, 'info '],
  [40, 'WARN '],
  [50, 'ERROR'],
  [60, 'FATAL'],
]);
const colors: ReadonlyMap<number, string> = new Map([
  [40, '\u001b[33m'],
  [50, '\u001b[31m'],
  [60, '\u001b[31m'],
]);
const colorEnd = '\u001b[39m';
const hiddenFields = new Set(['level', 'time', 'msg', 'context']);
/** A request's line says these in its text already. */
const requestFields = new Set(['requestId', 'method', 'url', 'status']);

/** Turns the JSON lines of the log into lines for a person at a terminal. */
export function readableLine(line: string, isColored: boolean): string {
  const entry = parseEntry(line);
  if (!entry) return line;
  const level = typeof entry.level === 'number' ? entry.level : 30;
  const time = new Date(typeof entry.time === 'string' ? entry.time : Date.now()).toISOString().slice(11, 23);
  const text = `${time} ${levelNames.get(level) ?? level} ${typeof entry.msg === 'string' ? entry.msg : ''}${fieldsText(entry)}\n`;
  const color = isColored ? colors.get(level) : undefined;
  return color ? `${color}${text.trimEnd()}${colorEnd}\n` : text;
}

function parseEntry(line: string): Record<string, unknown> | undefined {
  try {
    const entry: unknown = JSON.parse(line);
    return typeof entry === 'object' && entry !== null ? { ...entry } : undefined;
  } catch {
    return undefined;
  }
}

function fieldsText(entry: Record<string, unknown>): string {
  const isRequest = 'durationMs' in entry && 'status' in entry;
  return Object.entries(entry)
    .filter(([name, value]) => !hiddenFields.has(name) && value !== undefined)
    .filter(([name]) => !isRequest || !requestFields.has(name))
    .map(([name, value]) => (hasStack(value) ? `\n  ${value.stack}` : ` ${name}=${fieldText(value)}`))
    .join('');
}

const hasStack = (value: unknown): value is { stack: string } =>
  typeof value === 'object' && value !== null && 'stack' in value && typeof value.stack === 'string';

const fieldText = (value: unknown): string =>
  typeof value === 'string' && /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value);
