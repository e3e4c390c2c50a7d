import { Type } from 'class-transformer';
import { IsArray, IsBoolean, IsInt, Max, ValidateNested } from 'class-validator';
import * as fc from 'fast-check';
import { Titled } from '../../../test/support/worker/titled';
import { AppError } from '../../shared/errors';
import { codePointLength, isStorableText } from '../../shared/text';
import { InputPipe, IsFreeObject, IsSnowflake, IsText, MayBeAbsent, validateInput, validateQuery } from './validation';

class Room {
  @IsText(1, 10)
  room_name!: string;

  @MayBeAbsent()
  @IsText(1, 3, { each: true })
  @IsArray()
  admins?: string[];

  @MayBeAbsent()
  @IsSnowflake()
  owner_id?: string;

  @MayBeAbsent()
  @ValidateNested({ each: true })
  @Type(() => Titled)
  embeds?: Titled[];

  @MayBeAbsent()
  @IsFreeObject(40)
  metadata?: Record<string, unknown>;
}

class Page {
  @MayBeAbsent()
  @IsInt()
  @Max(100)
  limit: number = 50;

  @MayBeAbsent()
  @IsBoolean()
  closed?: boolean;

  @MayBeAbsent()
  @IsSnowflake()
  before?: string;
}

function errorOf(run: () => unknown): AppError {
  try {
    run();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('validateInput', () => {
  it('gives an instance without unknown fields', () => {
    const room = validateInput(Room, { room_name: 'x', extra: 1, owner_id: 42, metadata: { a: [1, 'b'] } });
    expect(room).toBeInstanceOf(Room);
    expect(room).toEqual({ room_name: 'x', owner_id: '42', metadata: { a: [1, 'b'] } });
  });

  it('tells apart what was not sent at all', () => {
    const fieldsOf = (plain: object) => errorOf(() => validateInput(Room, plain)).details.fields;

    expect(fieldsOf({})).toMatchObject([{ field: 'room_name', isMissing: true }]);
    expect(fieldsOf({ room_name: null })?.[0]).not.toHaveProperty('isMissing');
  });

  it('names every wrong field by its path', () => {
    const body = { room_name: '', admins: ['abcd'], embeds: [{ title: 'ok' }, { title: 7 }], owner_id: 'x' };
    const error = errorOf(() => validateInput(Room, body));
    expect(error.kind).toBe('invalid');
    expect(error.details.field).toBe('room_name');
    expect(error.details.fields).toEqual([
      { field: 'room_name', message: 'must not be empty', value: '' },
      { field: 'admins', message: 'each value must have at most 3 characters' },
      { field: 'owner_id', message: 'must be an id', value: 'x' },
      { field: 'embeds.1.title', message: 'must be a string', value: 7 },
    ]);
    expect(error.message).toBe(
      'room_name must not be empty; admins: each value must have at most 3 characters; owner_id must be an id; ' +
        'embeds.1.title must be a string',
    );
  });

  it.each([
    [[], 'an array'],
    [null, 'null'],
    ['text', 'a string'],
    [7, 'a number'],
    [true, 'a boolean'],
  ])('refuses %j instead of an object', (plain, name) => {
    expect(errorOf(() => validateInput(Room, plain)).message).toBe(`expected a JSON object, not ${name}`);
  });

  it('takes an absent body for an empty object', () => {
    expect(validateInput(Page, undefined)).toEqual({ limit: 50 });
  });

  it('refuses null where a field may be absent', () => {
    expect(errorOf(() => validateInput(Room, { room_name: 'x', admins: null })).details.field).toBe('admins');
  });

  it.each([
    [{ a: 'x'.repeat(40) }, /at most 40 bytes/],
    [{ a: 'nul \u0000' }, /U\+0000/],
    [{ '\ud800': 1 }, /lone surrogates/],
    [[1], /must be an object/],
  ])('refuses the free object %j', (metadata, message) => {
    expect(errorOf(() => validateInput(Room, { room_name: 'x', metadata })).message).toMatch(message);
  });

  it('does not convert in bodies', () => {
    expect(errorOf(() => validateInput(Page, { limit: '5' })).details.field).toBe('limit');
  });

  it('accepts exactly the texts that fit and can be stored', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.constant('\ud800'));
    fc.assert(
      fc.property(text, (room_name) => {
        const length = codePointLength(room_name);
        const fits = length >= 1 && length <= 10 && isStorableText(room_name);
        let accepted = true;
        try {
          validateInput(Room, { room_name });
        } catch {
          accepted = false;
        }
        expect(accepted).toBe(fits);
      }),
    );
  });

  it('answers any JSON value with an input or an AppError', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (plain) => {
        let thrown: unknown;
        try {
          validateInput(Room, plain);
        } catch (error) {
          thrown = error;
        }
        expect(thrown === undefined || thrown instanceof AppError).toBe(true);
      }),
    );
  });
});

describe('validateQuery', () => {
  it('converts what the class declares', () => {
    expect(validateQuery(Page, { limit: '7', closed: 'true', before: '12345678901234567890'.slice(0, 19) })).toEqual({
      limit: 7,
      closed: true,
      before: '1234567890123456789',
    });
  });

  it('says of a wrong type that it is one, and of a number out of bounds what the bound is', () => {
    expect(errorOf(() => validateQuery(Page, { limit: 'many' })).message).toBe('limit must be an integer number');
    expect(errorOf(() => validateQuery(Page, { limit: '101' })).message).toBe('limit must not be greater than 100');
  });

  it.each([[{ limit: 'many' }], [{ limit: ['1', '2'] }], [{ limit: '101' }], [{ limit: '1e9' }], [{ limit: '' }]])(
    'refuses %j',
    (query) => {
      expect(errorOf(() => validateQuery(Page, query)).details.field).toBe('limit');
    },
  );
});

describe('InputPipe', () => {
  const pipe = new InputPipe();

  it('checks declared classes only', () => {
    expect(pipe.transform('42', { type: 'param', metatype: String, data: 'room_id' })).toBe('42');
    expect(pipe.transform({ limit: '3' }, { type: 'query', metatype: Page })).toEqual({ limit: 3 });
    expect(errorOf(() => pipe.transform([], { type: 'body', metatype: Room })).kind).toBe('invalid');
    expect(pipe.transform({ x: 1 }, { type: 'custom', metatype: Room })).toEqual({ x: 1 });
  });
});
