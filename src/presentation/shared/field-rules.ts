import { Transform } from 'class-transformer';
import { ValidateBy, ValidateIf } from 'class-validator';
import { isId } from '../../shared/ids';
import { codePointLength, isStorableText } from '../../shared/text';

interface RuleOptions {
  /** True for an array whose items follow the rule. */
  readonly each?: boolean;
}

/** Makes a decorator of a function that says what is wrong with a value. */
function rule(
  name: string,
  problemOf: (value: unknown) => string | undefined,
  options: RuleOptions,
): PropertyDecorator {
  return ValidateBy(
    {
      name,
      validator: {
        validate: (value: unknown) => problemOf(value) === undefined,
        defaultMessage: (details) => {
          if (!options.each) return `$property ${problemOf(details?.value) ?? ''}`;
          const items: unknown[] = Array.isArray(details?.value) ? details.value : [undefined];
          return `each value in $property ${items.map(problemOf).find((problem) => problem !== undefined) ?? ''}`;
        },
      },
    },
    { each: options.each },
  );
}

/** Text of `minimum` to `maximum` Unicode code points that can be stored: no U+0000, no lone surrogate. */
export const IsText = (minimum: number, maximum: number, options: RuleOptions = {}): PropertyDecorator =>
  rule('isText', (value) => textProblem(value, minimum, maximum), options);

function textProblem(value: unknown, minimum: number, maximum: number): string | undefined {
  if (typeof value !== 'string') return 'must be a string';
  if (!isStorableText(value)) return 'must not contain U+0000 or lone surrogates';
  const length = codePointLength(value);
  if (length > maximum) return `must have at most ${maximum} characters`;
  if (length < minimum) return minimum === 1 ? 'must not be empty' : `must have at least ${minimum} characters`;
  return undefined;
}

/** A Snowflake id; a number up to 2^53-1 becomes a string, as parseJson makes of a larger one. */
export function IsSnowflake(options: RuleOptions = {}): PropertyDecorator {
  const convert = Transform(({ value }: { value: unknown }) =>
    Array.isArray(value) ? value.map(idText) : idText(value),
  );
  const validate = rule('isSnowflake', (value) => (isId(value) ? undefined : 'must be an id'), options);
  return (target, property) => {
    convert(target, property);
    validate(target, property);
  };
}

const idText = (value: unknown): unknown => (Number.isSafeInteger(value) ? String(value) : value);

/** An object of free form, at most `bytesMax` bytes as JSON, whose keys and texts can be stored. */
export const IsFreeObject = (bytesMax: number): PropertyDecorator =>
  rule('isFreeObject', (value) => freeObjectProblem(value, bytesMax), {});

function freeObjectProblem(value: unknown, bytesMax: number): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'must be an object';
  const bytes = new TextEncoder().encode(JSON.stringify(value)).length;
  if (bytes > bytesMax) return `must have at most ${bytesMax} bytes as JSON`;
  return isStorable(value) ? undefined : 'must not contain U+0000 or lone surrogates';
}

/** Recursion ends: parseJson bounds the depth of what clients send. */
function isStorable(value: unknown): boolean {
  if (typeof value === 'string') return isStorableText(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([key, item]) => isStorableText(key) && isStorable(item));
}

/** The field may be left out; unlike class-validator's `IsOptional` it may not be null. */
export const MayBeAbsent = (): PropertyDecorator => ValidateIf((_input, value) => value !== undefined);

/** The field may be left out or null; what null means (absent, the default, "clear") is up to the use case. */
export const MayBeNull = (): PropertyDecorator => ValidateIf((_input, value) => value !== undefined && value !== null);
