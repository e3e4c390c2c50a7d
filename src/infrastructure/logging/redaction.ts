const REDACTED = '[redacted]';
const DEPTH_MAX = 6;
const TEXT_LENGTH_MAX = 8_192;

/** Endings of field names, lower case and without separators, whose values never reach a log. */
const secretEndings = /(authorization|apikey|cookie|token|ticket|password|secret)s?$/;
const secretQueryParameters = /([?&;\s]|^)((?:[\w-]*)(?:token|ticket|api_key|apikey|password|secret))=[^&\s#]*/gi;
/** The token of a webhook or an interaction stands in the path, and the signature of a file's link gives access to it. */
const secretInPath = /(\/(?:webhooks|interactions)\/\d+\/)[\w-]{40,}|([?&]hm=)[\da-f]+/gi;
const passwordInAddress = /(\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*):[^\s/@]+@/gi;

const isSecretName = (name: string): boolean => secretEndings.test(name.toLowerCase().replace(/[-_.]/g, ''));

/** The text without the values of secret query parameters, without secret parts of paths and passwords in addresses. */
export function redactText(text: string): string {
  const short = text.length > TEXT_LENGTH_MAX ? `${text.slice(0, TEXT_LENGTH_MAX)}...` : text;
  return short
    .replace(secretQueryParameters, `$1$2=${REDACTED}`)
    .replace(secretInPath, `$1$2${REDACTED}`)
    .replace(passwordInAddress, `$1:${REDACTED}@`);
}

/** A copy of a log entry's fields that may be written: secrets replaced, errors spelled out, depth bounded. */
export function redactFields(fields: Readonly<Record<string, unknown>>, depth = 0): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    copy[name] = isSecretName(name) && value !== undefined ? REDACTED : redactValue(value, depth + 1);
  }
  return copy;
}

function redactValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (isErrorLike(value)) return describeError(value, depth);
  if (depth > DEPTH_MAX) return '[too deep]';
  if (Array.isArray(value)) return value.map((item) => redactValue(item, depth + 1));
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (value instanceof Date) return value.toISOString();
  return redactFields({ ...value }, depth);
}

interface ErrorLike {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  readonly code?: unknown;
  readonly cause?: unknown;
}

const isErrorLike = (value: object): value is ErrorLike =>
  'message' in value && typeof value.message === 'string' && 'stack' in value;

function describeError(error: ErrorLike, depth: number): Record<string, unknown> {
  const { name, code, cause } = error;
  return {
    type: name,
    message: redactText(error.message),
    ...((typeof code === 'string' || typeof code === 'number') && { code }),
    stack: redactText(error.stack ?? ''),
    ...(cause !== undefined && depth <= DEPTH_MAX && { cause: redactValue(cause, depth + 1) }),
  };
}
