import { invalid } from '../../shared/errors';
import { codePointLength, hasControlCharacters, isStorableText } from '../../shared/text';
import {
  GROUP_AVATAR_MAX,
  GROUP_DESCRIPTION_MAX,
  GROUP_NAME_MAX,
  GROUP_SANCTION_MS_MAX,
  type GroupJoinMode,
  groupJoinModes,
} from './group';
import { MESSAGE_CONTENT_MAX } from './message';

/** What is chosen when a group is made, and changed later. Absent parts stay as they are. */
export interface GroupSettings {
  readonly name?: string;
  readonly description?: string;
  /** Address of a picture; null: none. */
  readonly avatar?: string | null;
  readonly joinMode?: GroupJoinMode;
  readonly isHistoryVisible?: boolean;
}

const address = /^(?:https?:\/)?\/[^\s"'<>\\]+$/;

/** @throws AppError `invalid`, with the field */
export function checkGroupSettings({ name, description, avatar, joinMode }: GroupSettings): void {
  if (name !== undefined) checkName(name);
  if (description !== undefined) checkText('description', description, GROUP_DESCRIPTION_MAX);
  if (avatar !== undefined && avatar !== null) checkAvatar(avatar);
  if (joinMode !== undefined && !groupJoinModes.includes(joinMode)) {
    throw invalid('join_mode', `must be one of ${groupJoinModes.join(', ')}`);
  }
}

/** @throws AppError `invalid`, with the field */
export const checkAnnouncement = (content: string): void => checkText('content', content, MESSAGE_CONTENT_MAX);

/** @throws AppError `invalid`, with the field */
export function checkSanctionDuration(durationMs: number): void {
  if (Number.isInteger(durationMs) && durationMs >= 1 && durationMs <= GROUP_SANCTION_MS_MAX) return;
  throw invalid('duration_seconds', `must be between 1 and ${GROUP_SANCTION_MS_MAX / 1_000}`);
}

function checkName(name: string): void {
  checkText('name', name, GROUP_NAME_MAX);
  if (name.trim() === '') throw invalid('name', 'must not be empty');
  if (hasControlCharacters(name)) throw invalid('name', 'must not contain control characters');
}

function checkAvatar(avatar: string): void {
  checkText('avatar', avatar, GROUP_AVATAR_MAX);
  if (!address.test(avatar)) throw invalid('avatar', 'must be the address of a picture');
}

function checkText(field: string, text: string, lengthMax: number): void {
  if (codePointLength(text) > lengthMax) throw invalid(field, `must have at most ${lengthMax} characters`);
  if (!isStorableText(text)) throw invalid(field, 'must not contain U+0000 or lone surrogates');
}
