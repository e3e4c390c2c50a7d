import type { Id } from '../../shared/ids';

export interface NewAccount {
  readonly userId: Id;
  readonly username: string;
  readonly email: string;
  readonly displayName?: string;
  readonly passwordHash: string;
  readonly createdAtMs: number;
}

/** By what somebody says who they are. */
export type Login = { readonly email: string } | { readonly username: string } | { readonly userId: Id };

export interface Credentials {
  readonly userId: Id;
  readonly passwordHash: string;
}

/** What is given is set; null clears. */
export interface ProfileChanges {
  readonly username?: string;
  readonly displayName?: string | null;
  readonly avatar?: string | null;
  readonly bio?: string | null;
}

/** People's accounts. Writes need a running unit of work. */
export abstract class AccountRepository {
  /** @throws AppError conflict `username_taken`, `email_taken` */
  abstract insert(account: NewAccount): Promise<void>;
  /** Never those of a bot or of a deleted account. Names and addresses are compared folded. */
  abstract findCredentials(login: Login): Promise<Credentials | undefined>;
  /** Holds the account until the transaction ends: a login and a change of the password come one after the other. */
  abstract lockCredentials(userId: Id): Promise<Credentials | undefined>;
  /** @param changedAtMs absent when it is the same password, hashed anew */
  abstract setPasswordHash(userId: Id, passwordHash: string, changedAtMs?: number): Promise<void>;
  /** Of a person or a bot. @throws AppError conflict `username_taken` */
  abstract updateProfile(userId: Id, changes: ProfileChanges, changedAtMs: number): Promise<void>;
  /** Takes name, address, password and profile away for good; the id stays. */
  abstract delete(userId: Id, atMs: number): Promise<void>;
}
