import type { MigrationInterface } from 'typeorm';
import { GroundFloor1795225200000 } from './1795225200000-ground-floor';
import { AccountsAndGuilds1795240017557 } from './1795240017557-accounts-and-guilds';
import { GroupChannels1795255200001 } from './1795255200001-group-channels';
import { ReadState1795255200002 } from './1795255200002-read-state';
import { MessageActs1795255200003 } from './1795255200003-message-acts';
import { Contacts1795255200004 } from './1795255200004-contacts';
import { MessageSearch1795255200005 } from './1795255200005-message-search';
import { LastSeen1795255200006 } from './1795255200006-last-seen';
import { RoomMembers1795255200007 } from './1795255200007-room-members';
import { ProfileChanges1795255200008 } from './1795255200008-profile-changes';

/** In the order in which they run. Listed by hand, because the compiled server and the tests find files differently. */
export const migrations: (new () => MigrationInterface)[] = [
  GroundFloor1795225200000,
  AccountsAndGuilds1795240017557,
  GroupChannels1795255200001,
  ReadState1795255200002,
  MessageActs1795255200003,
  Contacts1795255200004,
  MessageSearch1795255200005,
  LastSeen1795255200006,
  RoomMembers1795255200007,
  ProfileChanges1795255200008,
];
