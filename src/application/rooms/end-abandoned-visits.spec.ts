import { SilentLogger } from '../../../test/fakes/rooms-log';
import { FakeVisitLog } from '../../../test/fakes/rooms-storage';
import { RoomsWorld } from '../../../test/fakes/rooms-world';
import { EndAbandonedVisits } from './end-abandoned-visits';

describe('EndAbandonedVisits', () => {
  it.each([
    [3, [{ visits: 3 }]],
    [0, []],
  ])('says how many stays it ended: %d', async (abandoned, told) => {
    const visits = new FakeVisitLog(new RoomsWorld().rooms);
    visits.abandoned = abandoned;
    const logger = new SilentLogger();
    await new EndAbandonedVisits(visits, logger).execute();

    expect(logger.notes).toEqual(told);
    expect(visits.abandoned).toBe(0);
  });
});
