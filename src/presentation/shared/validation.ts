import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import type { ValidationError } from 'class-validator';
import { getMetadataStorage, validateSync } from 'class-validator';
import type { FieldProblem } from '../../shared/errors';
import { AppError } from '../../shared/errors';

/** Problems named in one answer at most. */
const PROBLEMS_MAX = 20;

export type InputClass<Input extends object> = new () => Input;

/**
 * Turns what a client sent (an HTTP body or a socket frame) into a checked `type`. Unknown fields are dropped, nothing
 * is converted; an absent body counts as `{}`.
 * @throws AppError invalid `invalid`, with every wrong field in `details.fields`
 */
export function validateInput<Input extends object>(type: InputClass<Input>, plain: unknown): Input {
  return check(type, plain === undefined ? {} : plain);
}

/** As {@link validateInput}, for query strings: text becomes a number or boolean where the class declares one. */
export function validateQuery<Input extends object>(type: InputClass<Input>, plain: unknown): Input {
  return check(type, isPlainObject(plain) ? convertTexts(type, plain) : plain);
}

function check<Input extends object>(type: InputClass<Input>, plain: unknown): Input {
  if (!isPlainObject(plain)) throw new AppError('invalid', 'invalid', `expected a JSON object, not ${nameOf(plain)}`);
  const input = plainToInstance(type, plain, { exposeDefaultValues: true });
  const errors = validateSync(input, { whitelist: true, forbidUnknownValues: false });
  if (errors.length === 0) return input;
  const fields = errors.flatMap((error) => problemsOf(error, '')).slice(0, PROBLEMS_MAX);
  throw new AppError('invalid', 'invalid', describeFields(fields), { field: fields[0]?.field, fields });
}

const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function nameOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'an array' : `a ${typeof value}`;
}

/** Fields in one sentence: `room_name must be 1 to 100 characters; limit must be a number`. */
export const describeFields = (fields: readonly FieldProblem[]): string =>
  fields
    .map(({ field, message }) => (message.startsWith('each ') ? `${field}: ${message}` : `${field} ${message}`))
    .join('; ');

/** How much of a wrong text an answer may repeat, in UTF-16 units. */
const SHOWN_VALUE_MAX = 100;
const secretFields = /password|token|secret|key/i;

/** Passwords and other secrets are never repeated, nor is what is no plain value. */
function shownValue({ property, value }: ValidationError): Pick<FieldProblem, 'value'> {
  const shown: unknown = typeof value === 'string' ? value.slice(0, SHOWN_VALUE_MAX).toWellFormed() : value;
  if (secretFields.test(property)) return {};
  const isPlain = shown === null || ['string', 'number', 'boolean'].includes(typeof shown);
  return isPlain ? { value: shown as FieldProblem['value'] } : {};
}

/** Of several rules that a value breaks, these say what is wrong with it. */
const rulesOfType = ['isInt', 'isNumber', 'isString', 'isBoolean', 'isArray', 'isObject'];

/** One message for each field: `must be a whole number`, rather than what the bound of a number says of a text. */
function messageOf(constraints: Readonly<Record<string, string>>): string[] {
  const broken = Object.keys(constraints);
  const rule = broken.find((name) => rulesOfType.includes(name)) ?? broken[0];
  return rule === undefined ? [] : [constraints[rule]];
}

/** A nested field is named by its path, with dots: `embeds.0.title`. */
function problemsOf(error: ValidationError, parent: string): FieldProblem[] {
  const field = parent === '' ? error.property : `${parent}.${error.property}`;
  const own = messageOf(error.constraints ?? {}).map((message) => ({
    field,
    message: withoutName(message, error.property),
    ...shownValue(error),
    ...(error.value === undefined && { isMissing: true as const }),
  }));
  return [...own, ...(error.children ?? []).flatMap((child) => problemsOf(child, field))];
}

function withoutName(message: string, property: string): string {
  if (message.startsWith(`${property} `)) return message.slice(property.length + 1);
  return message.replace(`each value in ${property} `, 'each value ');
}

function convertTexts(type: InputClass<object>, plain: Record<string, unknown>): Record<string, unknown> {
  const converted: Record<string, unknown> = { ...plain };
  for (const name of declaredNames(type)) {
    const value = plain[name];
    if (typeof value === 'string') converted[name] = convertText(value, declaredType(type, name));
  }
  return converted;
}

function declaredNames(type: InputClass<object>): Set<string> {
  const metadata = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
  return new Set(metadata.map((one) => one.propertyName));
}

function declaredType(type: InputClass<object>, name: string): unknown {
  const prototype: unknown = type.prototype;
  return isPlainObject(prototype) ? Reflect.getMetadata('design:type', prototype, name) : undefined;
}

function convertText(text: string, type: unknown): unknown {
  if (type === Number && /^-?\d{1,15}(\.\d{1,15})?$/.test(text)) return Number(text);
  if (type === Boolean && (text === 'true' || text === '1')) return true;
  if (type === Boolean && (text === 'false' || text === '0')) return false;
  return text;
}

const unchecked: ReadonlySet<unknown> = new Set([String, Number, Boolean, Array, Object, undefined]);

/** Checks the body and the query of every HTTP handler that declares a class for them. */
@Injectable()
export class InputPipe implements PipeTransform {
  transform(value: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if (!isInputClass(metatype)) return value;
    if (type === 'body') return validateInput(metatype, value);
    if (type === 'query' || type === 'param') return validateQuery(metatype, value);
    return value;
  }
}

const isInputClass = (metatype: unknown): metatype is InputClass<object> =>
  typeof metatype === 'function' && !unchecked.has(metatype);

export { IsFreeObject, IsSnowflake, IsText, MayBeAbsent, MayBeNull } from './field-rules';
