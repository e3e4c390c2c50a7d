import { Agent, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';

/** Each idle connection is closed by its server. */
const agent = new Agent({ keepAlive: true });
const WITH_BODY = ['POST', 'PUT', 'PATCH'];

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/**
 * One call as `fetch` makes it, without its streams: tests make tens of thousands. The connections are the worker's, not
 * of one test file.
 */
export async function httpCall(
  url: string,
  method: string,
  headers: Readonly<Record<string, string>>,
  body?: string,
): Promise<HttpAnswer> {
  const length = body === undefined && !WITH_BODY.includes(method) ? {} : { 'content-length': byteLength(body) };
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const call = request(new URL(url), { agent, method, headers: { ...headers, ...length } }, resolve);
    call.on('error', reject).end(body);
  });
  const answer = await text(response);
  return {
    status: response.statusCode ?? 0,
    get headers() {
      return headersOf(response);
    },
    text: answer,
  };
}

const byteLength = (body = ''): number => Buffer.byteLength(body);

function headersOf({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    headers.append(rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '');
  }
  return headers;
}
