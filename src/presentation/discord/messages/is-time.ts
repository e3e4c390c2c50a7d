import { ValidateBy } from 'class-validator';

const time = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/i;

/** A day, or a time of it, that there is: what `Date` reads without doubt. */
export const IsTime = (): PropertyDecorator =>
  ValidateBy({
    name: 'isTime',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && time.test(value) && !Number.isNaN(Date.parse(value)),
      defaultMessage: () => '$property must be a time (ISO 8601)',
    },
  });
