import { AsyncContext } from '../async-context';

export interface RequestContext {
  readonly requestId: string;
}

/** Follows one request through everything it awaits, so that each of its log lines can name it. */
export const requestContext = new AsyncContext<RequestContext>();
