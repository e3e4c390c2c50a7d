import { ManualInvalidations } from '../../../test/fakes/guilds-platform';
import { FakeGuildReader } from '../../../test/fakes/guilds-reader';
import { GuildDirectory } from './guild-directory';

const GUILD = '1';
const CHANNEL = '2';
const OWNER = '10';

function setUp(): { directory: GuildDirectory; reader: FakeGuildReader; invalidations: ManualInvalidations } {
  const reader = new FakeGuildReader();
  const invalidations = new ManualInvalidations();
  reader.addGuild(GUILD, OWNER);
  reader.addChannel(GUILD, { id: CHANNEL });
  return { directory: new GuildDirectory(reader, invalidations), reader, invalidations };
}

describe('GuildDirectory', () => {
  afterEach(() => jest.restoreAllMocks());

  it('reads a guild, a member and a place once', async () => {
    const { directory, reader } = setUp();
    const calls = [jest.spyOn(reader, 'snapshots'), jest.spyOn(reader, 'member'), jest.spyOn(reader, 'placeOf')];
    for (const _ of [1, 2]) {
      await directory.locate(CHANNEL);
      await directory.member(GUILD, OWNER);
      await directory.require(GUILD);
    }

    expect(calls.map((call) => call.mock.calls.length)).toEqual([1, 1, 1]);
  });

  it('reads anew what was invalidated, and nothing else', async () => {
    const { directory, reader, invalidations } = setUp();
    expect(await directory.member(GUILD, '11')).toBeUndefined();
    expect((await directory.require(GUILD)).channels.size).toBe(1);
    reader.addMember(GUILD, '11');
    reader.putChannel({ ...reader.addChannel('none', { id: '3' }), guildId: GUILD });

    invalidations.tell(`member:${GUILD}:11`);
    expect(await directory.member(GUILD, '11')).toMatchObject({ userId: '11' });
    expect((await directory.require(GUILD)).channels.size).toBe(1);
    invalidations.tell(`guild:${GUILD}`);
    expect((await directory.require(GUILD)).channels.size).toBe(2);
  });

  it('knows nothing of guilds that are deleted, channels that are closed, and what is no id', async () => {
    const { directory, reader, invalidations } = setUp();
    reader.closeChannel(CHANNEL);

    expect(await directory.placeOf(CHANNEL)).toEqual({ guildId: GUILD, isThread: false });
    expect(await directory.locate(CHANNEL)).toBeUndefined();
    reader.guilds.delete(GUILD);
    invalidations.tell(`guild:${GUILD}`);
    await expect(directory.require(GUILD)).rejects.toMatchObject({ code: 'unknown_guild' });
    for (const text of ['', 'x', '0', '-1', '99999999999999999999', "1'"]) {
      expect(await directory.find(text)).toBeUndefined();
      expect(await directory.member(text, OWNER)).toBeUndefined();
      expect(await directory.member(GUILD, text)).toBeUndefined();
      expect(await directory.thread(text)).toBeUndefined();
      expect(await directory.locate(text)).toBeUndefined();
    }
  });

  it('asks again for a channel that was not there', async () => {
    const { directory, reader, invalidations } = setUp();
    expect(await directory.locate('5')).toBeUndefined();
    reader.addChannel(GUILD, { id: '5' });
    invalidations.tell(`guild:${GUILD}`);

    expect(await directory.locate('5')).toMatchObject({ channel: { id: '5' } });
  });
});
