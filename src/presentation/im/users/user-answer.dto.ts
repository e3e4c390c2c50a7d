/** What everybody may see of somebody. */
export class PresentedUser {
  id!: string;
  username!: string;
  /** Address of the picture. */
  avatar!: string | null;
  status!: 'online' | 'offline' | 'away';
  created_at!: string;
  updated_at!: string;
}

export class PresentedSelf extends PresentedUser {
  email!: string | null;
}
