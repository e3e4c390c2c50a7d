import { IsBoolean } from 'class-validator';
import { MayBeNull } from '../../shared/validation';

export class UpdateConversationDto {
  @MayBeNull()
  @IsBoolean()
  is_pinned?: boolean | null;

  @MayBeNull()
  @IsBoolean()
  is_muted?: boolean | null;
}
