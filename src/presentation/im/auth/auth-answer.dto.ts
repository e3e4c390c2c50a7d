import type { PresentedSelf } from '../users/user-answer.dto';

export class PresentedTokens {
  /** Good for as long as the login: REFRESH_TOKEN_EXPIRE_DAYS, or until it is ended. */
  token!: string;
  /** Good for one use. */
  refresh_token!: string;
}

export class PresentedLogin extends PresentedTokens {
  user!: PresentedSelf;
}

export class PresentedSuccess {
  success!: true;
}

export class PresentedSuccessMessage extends PresentedSuccess {
  message!: string;
}
