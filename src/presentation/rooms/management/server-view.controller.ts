import { Controller, Get, Query } from '@nestjs/common';
import { ListSanctions } from '../../../application/rooms/list-sanctions';
import { ReadServerStats } from '../../../application/rooms/read-server-stats';
import { SANCTIONS_PAGE_MAX } from '../../../application/rooms/sanction.repository';
import { PresentedServerSanction, PresentedServerStats } from './answers.dto';
import { ForOperators } from './for-operators';
import { presentServerSanction, presentServerStats } from './management.presenter';
import { ListServerBansDto } from './moderation.dto';

/** What an operator sees of all rooms together. */
@ForOperators()
@Controller('management')
export class ServerViewController {
  constructor(
    private readonly listSanctions: ListSanctions,
    private readonly readServerStats: ReadServerStats,
  ) {}

  /** The newest bans of all rooms that count now, at most 1,000. */
  @Get('bans')
  async bans(@Query() { limit = SANCTIONS_PAGE_MAX }: ListServerBansDto): Promise<PresentedServerSanction[]> {
    const bans = await this.listSanctions.serverWide('ban', limit);
    return bans.map(presentServerSanction);
  }

  @Get('stats')
  async stats(): Promise<PresentedServerStats> {
    return presentServerStats(await this.readServerStats.execute());
  }
}
