import { invalid } from '../../shared/errors';

/** By what somebody logs in; an `email` that is none counts as a username, because some clients have one field only. */
export function loginOf(body: {
  readonly email?: string | null;
  readonly username?: string | null;
}): { readonly email: string } | { readonly username: string } {
  const name = body.email || body.username;
  if (!name) throw invalid('email', 'is required, or username');
  // A username never has an @.
  return name.includes('@') ? { email: name } : { username: name };
}
