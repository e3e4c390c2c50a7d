import { CreateOwnRoom } from '../../src/application/rooms/create-own-room';
import { OWN_ROOMS_MAX } from '../../src/domain/rooms';
import { databaseStorage } from '../builders/rooms-storage';
import { FakeRoomSyncQueue } from '../fakes/rooms-live';
import { describeWithPostgres } from '../support/database';

describeWithPostgres('CreateOwnRoom, by one account many times at once', () => {
  it('never opens more rooms than there may be', async () => {
    const storage = await databaseStorage();
    try {
      const userId = await storage.addAccount();
      const create = async (): Promise<boolean> => {
        const { rooms, uow, ids, clock } = storage;
        const useCase = new CreateOwnRoom(rooms, new FakeRoomSyncQueue(uow), uow, ids, clock);
        return useCase.execute({ kind: 'account', userId }, { name: 'x' }).then(
          () => true,
          () => false,
        );
      };
      const made = await Promise.all(Array.from({ length: 2 * OWN_ROOMS_MAX }, create));

      expect(made.filter(Boolean)).toHaveLength(OWN_ROOMS_MAX);
    } finally {
      await storage.close();
    }
  });
});
