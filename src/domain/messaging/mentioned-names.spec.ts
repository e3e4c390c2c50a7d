import { NAME_SIGNS_MAX, namesEverybody, possibleNames } from './mentioned-names';

describe('possibleNames', () => {
  it.each<[string, string[][]]>([
    ['hello @anna', [['anna']]],
    ['@anna b, hi', [['anna b, hi', 'anna b,', 'anna b', 'anna']]],
    ['@anna@bob', [['anna']]],
    ['你好@张三你好', [['张三你好', '张三你', '张三']]],
    ['(@anna)', [['anna)', 'anna']]],
    ['@anna.b', [['anna.b', 'anna.', 'anna']]],
    ['write to bob@example.org', []],
    ['@a', [[]]],
    ['@', [[]]],
    ['@anna\nb', [['anna']]],
    ['nobody', []],
    ['<@42>', []],
  ])('in %j', (text, names) => {
    expect(possibleNames(text)).toEqual(names);
  });

  it('looks at so many signs and letters only', () => {
    const names = possibleNames(`@${'字'.repeat(60)} `.repeat(NAME_SIGNS_MAX + 5));

    expect(names).toHaveLength(NAME_SIGNS_MAX);
    expect(names[0]).toHaveLength(49);
    expect([...(names[0]?.[0] ?? '')]).toHaveLength(50);
    expect(possibleNames(`@${'😀'.repeat(60)}`)[0]?.[0]).toBe('😀'.repeat(50));
  });
});

describe('namesEverybody', () => {
  it.each([
    ['@all', true],
    ['hi @Everyone!', true],
    ['@here', true],
    ['大家好@所有人开会', true],
    ['@全体成员', true],
    ['@allan', false],
    ['me@all', false],
    ['all', false],
  ])('%j: %s', (text, expected) => {
    expect(namesEverybody(text)).toBe(expected);
  });
});
