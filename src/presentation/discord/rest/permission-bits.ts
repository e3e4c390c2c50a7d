import { Transform } from 'class-transformer';
import { Matches } from 'class-validator';
import { ALL_PERMISSIONS, NO_PERMISSIONS } from '../../../domain/guilds';

/**
 * Permission bits as decimal text; a number that is exact becomes one.
 * https://docs.discord.com/developers/topics/permissions
 */
export function IsPermissionBits(): PropertyDecorator {
  const convert = Transform(({ value }: { value: unknown }) => (Number.isSafeInteger(value) ? String(value) : value));
  const validate = Matches(/^\d{1,20}$/, { message: '$property must be permission bits as a string' });
  return (target, property) => {
    convert(target, property);
    validate(target, property);
  };
}

/** None for absent or null; bits that mean nothing here are dropped. */
export const toBits = (text: string | null | undefined): bigint =>
  text === undefined || text === null ? NO_PERMISSIONS : BigInt(text) & ALL_PERMISSIONS;
