import { Global, Module, type Provider } from '@nestjs/common';
import { GuildTies } from '../application/guilds/members/guild-ties';
import { AccessTokens, AccessWatch, AccountTies, ApplicationRepository, UserDirectory } from '../application/identity';
import { AccessGrants } from '../application/identity/access-grants';
import { AccessRevoker } from '../application/identity/access-revoker';
import { AccessTokenSigner } from '../application/identity/access-token-signer';
import { AccountRepository } from '../application/identity/account.repository';
import { ApplicationAccess } from '../application/identity/application-access';
import { AuthSessionRepository } from '../application/identity/auth-session.repository';
import { AuthSessions } from '../application/identity/auth-sessions';
import { ChangePassword } from '../application/identity/change-password';
import { DeleteAccount } from '../application/identity/delete-account';
import { ForgetOldSessions } from '../application/identity/forget-old-sessions';
import { ListPeople } from '../application/identity/list-people';
import { LogOut } from '../application/identity/log-out';
import { PasswordProof } from '../application/identity/password-proof';
import { PeopleReader } from '../application/identity/people.reader';
import { RefreshAccess } from '../application/identity/refresh-access';
import { UpdateApplication } from '../application/identity/update-application';
import { UpdateProfile } from '../application/identity/update-profile';
import { CachedAccessTokens } from '../application/identity/cached-access-tokens';
import { CreateApplication } from '../application/identity/create-application';
import { CreateBot } from '../application/identity/create-bot';
import { FailedLogins } from '../application/identity/failed-logins';
import { JoinedAccountTies } from '../application/identity/joined-account-ties';
import { LogIn } from '../application/identity/log-in';
import { PasswordHasher } from '../application/identity/password-hasher';
import { RegisterAccount } from '../application/identity/register-account';
import { ResetBotToken } from '../application/identity/reset-bot-token';
import { SecretTokens } from '../application/identity/secret-tokens';
import { GroupTies } from '../application/messaging';
import { ContactTies } from '../application/messaging/contacts/contact-ties';
import { TypeOrmAccountRepository } from '../infrastructure/persistence/identity/typeorm-account.repository';
import { TypeOrmApplicationRepository } from '../infrastructure/persistence/identity/typeorm-application.repository';
import { TypeOrmAuthSessionRepository } from '../infrastructure/persistence/identity/typeorm-auth-session.repository';
import { TypeOrmPeopleReader } from '../infrastructure/persistence/identity/typeorm-people.reader';
import { TypeOrmUserDirectory } from '../infrastructure/persistence/identity/typeorm-user-directory';
import { Argon2PasswordHasher } from '../infrastructure/security/argon2-password-hasher';
import { JwtAccessTokenSigner } from '../infrastructure/security/jwt-access-token-signer';
import { Sha256SecretTokens } from '../infrastructure/security/sha256-secret-tokens';
import { ContactsModule } from './contacts.module';
import { FilesModule } from './files.module';
import { GroupsModule } from './groups.module';
import { GuildsModule } from './guilds.module';

const adapters: Provider[] = [
  { provide: AccessTokens, useClass: CachedAccessTokens },
  { provide: AccessTokenSigner, useClass: JwtAccessTokenSigner },
  {
    provide: AccountTies,
    inject: [GuildTies, GroupTies, ContactTies],
    useFactory: (...ties: AccountTies[]) => new JoinedAccountTies(ties),
  },
  { provide: AccountRepository, useClass: TypeOrmAccountRepository },
  { provide: ApplicationRepository, useClass: TypeOrmApplicationRepository },
  { provide: AuthSessionRepository, useClass: TypeOrmAuthSessionRepository },
  { provide: PasswordHasher, useClass: Argon2PasswordHasher },
  { provide: PeopleReader, useClass: TypeOrmPeopleReader },
  { provide: SecretTokens, useClass: Sha256SecretTokens },
  { provide: UserDirectory, useClass: TypeOrmUserDirectory },
];

const services: Provider[] = [AccessGrants, AccessRevoker, AccessWatch, ApplicationAccess, FailedLogins, PasswordProof];

const useCases: Provider[] = [
  RegisterAccount,
  LogIn,
  LogOut,
  RefreshAccess,
  AuthSessions,
  ChangePassword,
  UpdateProfile,
  DeleteAccount,
  ForgetOldSessions,
  ListPeople,
  CreateApplication,
  UpdateApplication,
  CreateBot,
  ResetBotToken,
];

const providers = [...adapters, ...services, ...useCases];

/** Accounts, logins and tokens: global, because every dialect asks whose token it is. */
@Global()
@Module({ imports: [ContactsModule, FilesModule, GroupsModule, GuildsModule], providers, exports: providers })
export class IdentityModule {}
