import fc from 'fast-check';
import { propertyRuns } from '../../../test/support/property-runs';
import {
  findQuery,
  HIGHLIGHTS_MAX,
  QUERY_TERMS_MAX,
  SEARCH_BLOCK_MESSAGES,
  searchBlockOf,
  searchQuery,
  searchTerms,
  snippetOf,
  termsAt,
} from './search-terms';
import { foldText } from './search-text';

const PLACE = { channelId: '1234567890123456789', seq: 20_000 };
const BLOCK = searchBlockOf(PLACE.seq);

const marked = (content: string, query: string): string => snippetOf(content, findQuery(searchQuery(query), content));
const isCandidate = (content: string, query: string): boolean => {
  const terms = new Set(searchTerms(PLACE, content));
  return termsAt(searchQuery(query), PLACE.channelId, BLOCK).every((term) => terms.has(term));
};

describe('foldText', () => {
  it.each([
    ['Hello   WORLD\n\tagain', 'hello world again'],
    ['２０２６年', '2026年'],
    ['ΣΊΣΥΦΟΣ ς', 'σίσυφοσ σ'],
    ['Straße', 'strasse'],
    ['e\u0301', 'é'],
    ['ﾊﾞｽ', 'バス'],
    ['\u1112\u1161\u11ab', '한'],
    ['ﬁn ㍿', 'fin 株式会社'],
  ])('of %p is %p', (text, folded) => {
    expect(foldText(text)).toBe(folded);
  });

  it('is the same for all parts of what it folds', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { maxLength: 8 }), (parts) => {
        const joined = foldText(parts.join(''));
        for (const part of parts) expect(joined).toContain(foldText(part).trim());
      }),
      propertyRuns(200),
    );
  });
});

describe('searchTerms', () => {
  it.each([
    ['你好世界', 3],
    ['Hello, hello', 6],
    ['a b', 1],
    ['2026', 3],
    ['2222', 1],
    ['👍🏽', 1],
    ['👨‍👩‍👧', 4],
    ['x', 0],
    ['', 0],
  ])('of %p are %d pairs', (text, count) => {
    expect(searchTerms(PLACE, text)).toHaveLength(count);
  });

  it('are numbers of 32 bits, other ones in another channel and in another block', () => {
    const terms = searchTerms(PLACE, '你好世界');
    for (const other of [
      { ...PLACE, channelId: '1234567890123456788' },
      { ...PLACE, seq: PLACE.seq + SEARCH_BLOCK_MESSAGES },
    ]) {
      expect(searchTerms(other, '你好世界').filter((term) => terms.includes(term))).toEqual([]);
    }
    expect(searchTerms({ ...PLACE, seq: PLACE.seq + 1 }, '你好世界')).toEqual(terms);
    for (const term of terms) expect(term | 0).toBe(term);
  });
});

describe('searchQuery', () => {
  it.each(['', 'a', ' a', 'a\n', '好', '  ', 'e\u0301', 'a'.repeat(101), 'ab\u0000', '\ud800ab'])(
    'refuses %p',
    (text) => {
      expect(() => searchQuery(text)).toThrow(
        expect.objectContaining({ kind: 'invalid', details: { field: 'query' } }) as Error,
      );
    },
  );

  it('takes 100 characters and looks up a few of their pairs, from the first to the last', () => {
    const text = Array.from({ length: 100 }, (_, index) => String.fromCodePoint(0x4e00 + index * 7)).join('');
    const query = searchQuery(text);

    expect(query.pairs).toHaveLength(QUERY_TERMS_MAX);
    expect(isCandidate(text, text)).toBe(true);
  });
});

describe('what is found', () => {
  it('is whatever part of a text has two characters', () => {
    const texts = fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }), {
      minLength: 2,
      maxLength: 40,
    });
    fc.assert(
      fc.property(texts, fc.nat(), fc.nat(), (characters, one, other) => {
        const [from, to] = [one % characters.length, other % (characters.length + 1)].sort((a, b) => a - b);
        const content = characters.join('');
        const part = characters.slice(from, to).join('');
        fc.pre([...foldText(part).trim()].length >= 2 && [...part].length >= 2);
        expect(isCandidate(content, part)).toBe(true);
        const [range] = findQuery(searchQuery(part), content);
        expect(foldText(content.slice(range.start, range.end))).toContain(foldText(part).trim());
      }),
      propertyRuns(1_000),
    );
  });

  it.each([
    ['今天天气很好', '天气', '今天<em>天气</em>很好'],
    ['Hello WORLD, hello world', 'o w', 'Hell<em>o W</em>ORLD, hell<em>o w</em>orld'],
    ['Cafe\u0301!', 'fé', 'Ca<em>fe\u0301</em>!'],
    ['aaaa', 'aa', '<em>aa</em><em>aa</em>'],
    ['１２３４', '23', '１<em>２３</em>４'],
    ['go 👍🏽 go', '👍🏽', 'go <em>👍🏽</em> go'],
  ])('in %p for %p is marked: %p', (content, query, html) => {
    expect(marked(content, query)).toBe(html);
  });

  it.each([
    ['hello world', 'ow'],
    ['今天气温', '天天'],
    ['cafe', 'fé'],
  ])('in %p is not %p', (content, query) => {
    expect(findQuery(searchQuery(query), content)).toEqual([]);
  });

  it('is marked a limited number of times', () => {
    expect(findQuery(searchQuery('ab'), 'ab'.repeat(100))).toHaveLength(HIGHLIGHTS_MAX);
  });
});

describe('snippetOf', () => {
  it('escapes everything but its own marks', () => {
    expect(marked(`<img src=x onerror="a('b')"> & <em>`, 'onerror')).toBe(
      '&lt;img src=x <em>onerror</em>=&quot;a(&#39;b&#39;)&quot;&gt; &amp; &lt;em&gt;',
    );
  });

  it('is the part around the first place, between whole characters', () => {
    const html = marked(`${'😀'.repeat(30)}x here ${'😀'.repeat(100)} here`, 'here');

    expect(html).toBe(`…${'😀'.repeat(19)}x <em>here</em> ${'😀'.repeat(59)}…`);
  });

  it('is the beginning when nothing was found', () => {
    expect(snippetOf('a < b', [])).toBe('a &lt; b');
  });

  it('never shows markup of the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('<', '>', '&', '"', 'a', 'b', '😀', ' ') }), (content) => {
        const html = snippetOf(content, findQuery(searchQuery('ab'), content));
        expect(html.replaceAll(/<\/?em>/g, '')).not.toMatch(/[<>"]/);
      }),
      propertyRuns(200),
    );
  });
});
