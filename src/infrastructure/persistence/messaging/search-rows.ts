import { channelKinds, isSearched, type Message, searchTerms } from '../../../domain/messaging';

export const SEARCHED_KINDS = channelKinds.filter(isSearched);

/**
 * The search terms of a message as text of an integer[], since an array of arrays cannot be given to `unnest`; null when
 * there is nothing to find it by.
 */
export function termsLiteral(message: Pick<Message, 'channelId' | 'seq' | 'kind' | 'content'>): string | null {
  const terms = isSaid(message) ? searchTerms(message, message.content) : [];
  return terms.length > 0 ? `{${terms.join(',')}}` : null;
}

/** By somebody, not by the server about something that happened. */
const isSaid = ({ kind }: Pick<Message, 'kind'>): boolean => kind === 'text' || kind === 'announcement';
