import * as fc from 'fast-check';
import { AppError } from '../../shared/errors';
import { JSON_DEPTH_MAX, parseJson } from './json';

describe('parseJson', () => {
  it.each([
    ['{"id": 1234567890123456789}', { id: '1234567890123456789' }],
    ['[9007199254740991, 9007199254740992]', [9007199254740991, '9007199254740992']],
    ['-12345678901234567890', '-12345678901234567890'],
    [
      '{"a":"say \\"1234567890123456789\\" twice","b":12345678901234567890}',
      { a: 'say "1234567890123456789" twice', b: '12345678901234567890' },
    ],
    ['12345678901234567890.5', 12345678901234567000],
    ['1234567890123456789e2', 1.234567890123456789e20],
    ['1.1234567890123456789', 1.1234567890123457],
    ['{"12345678901234567890": 1}', { '12345678901234567890': 1 }],
  ])('%s keeps its digits', (text, value) => {
    expect(parseJson(text)).toEqual(value);
  });

  it.each([
    '',
    '{',
    '{"a": 1,}',
    'nul',
    '"\\u00"',
    '01234567890123456789',
    '{"__proto__": {"x": 1}}',
    '{"\\u005f_proto__": 1}',
    '{"constructor": {"prototype": {}}}',
    '1 2',
    '"open 12345678901234567890',
  ])('%s is malformed', (text) => {
    expect(() => parseJson(text)).toThrow(AppError);
  });

  it('reads what is nested as deep as allowed and no deeper', () => {
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
    expect(parseJson(nested(JSON_DEPTH_MAX))).toEqual(expect.any(Array));
    expect(() => parseJson(nested(JSON_DEPTH_MAX + 1))).toThrow(/nested deeper/);
    expect(() => parseJson('['.repeat(1_000_000))).toThrow(/nested deeper/);
  });

  it('agrees with JSON.parse about everything without large integers', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 8 }), (text) => {
        fc.pre(!/__proto__|prototype|\d{16}/.test(text));
        expect(parseJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('keeps every 64 bit integer exact, wherever it stands', () => {
    const large = fc.bigInt({ min: 2n ** 53n, max: 2n ** 63n - 1n });
    fc.assert(
      fc.property(large, fc.string(), (id, name) => {
        const text = `{"${'k'}": [${id}, {"x": ${JSON.stringify(`${name}${id}`)}, "y": -${id}}]}`;
        expect(parseJson(text)).toEqual({ k: [`${id}`, { x: `${name}${id}`, y: `-${id}` }] });
      }),
    );
  });

  it('never throws anything but AppError', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'{}[]",:\\019-.e ') })), (text) => {
        let thrown: unknown;
        try {
          parseJson(text);
        } catch (error) {
          thrown = error;
        }
        expect(thrown === undefined || thrown instanceof AppError).toBe(true);
      }),
    );
  });
});
