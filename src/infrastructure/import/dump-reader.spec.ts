import fc from 'fast-check';
import { propertyRuns } from '../../../test/support/property-runs';
import { type DumpRow, type KnownColumns, readDump } from './dump-reader';
import type { DumpLanguage } from './dump-tokens';

async function read(
  language: DumpLanguage,
  text: string,
  { pieceLength = text.length, known = {} }: { pieceLength?: number; known?: KnownColumns } = {},
): Promise<DumpRow[]> {
  const rows: DumpRow[] = [];
  async function* pieces(): AsyncGenerator<string> {
    for (let place = 0; place < text.length; place += pieceLength) yield text.slice(place, place + pieceLength);
  }
  for await (const row of readDump(pieces(), language, known)) rows.push(row);
  return rows;
}

const rowsOf = (all: Record<string, string | null>[]): DumpRow[] =>
  all.map((values) => ({ table: 'messages', values }));

const MYSQL = `-- MySQL dump 10.13  Distrib 8.0.36
/*!40101 SET NAMES utf8mb4 */;
DROP TABLE IF EXISTS \`messages\`;
CREATE TABLE \`messages\` (
  \`id\` bigint NOT NULL AUTO_INCREMENT,
  \`content\` text COLLATE utf8mb4_unicode_ci DEFAULT (_utf8mb4'a,(b)'),
  \`kind\` enum('a','b') DEFAULT 'a',
  \`is_read\` tinyint(1) DEFAULT '0',
  PRIMARY KEY (\`id\`),
  KEY \`idx\` (\`content\`(10),\`kind\`),
  CONSTRAINT \`fk\` FOREIGN KEY (\`id\`) REFERENCES \`x\` (\`id\`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
LOCK TABLES \`messages\` WRITE;
/*!40000 ALTER TABLE \`messages\` DISABLE KEYS */;
INSERT INTO \`messages\` VALUES (1,'it\\'s; (a) -- "b", ''c'' \\\\ \\n\\t\\0 \\Z \\%',NULL,1),(-2,'你好 😀',_binary 'b\\'',0x48C3A9);
INSERT INTO messages (content, id) VALUES ("double ""x"" 'y'", 3.5e2), ('', +4);
UNLOCK TABLES;
`;
const MYSQL_ROWS = rowsOf([
  { id: '1', content: `it's; (a) -- "b", 'c' \\ \n\t\0 \u001a \\%`, kind: null, is_read: '1' },
  { id: '-2', content: '你好 😀', kind: "b'", is_read: 'Hé' },
  { content: `double "x" 'y'`, id: '3.5e2' },
  { content: '', id: '+4' },
]);

const POSTGRES = `--
-- PostgreSQL database dump
--
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
CREATE TABLE public."messages" (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    content text,
    "primary" boolean,
    CONSTRAINT c CHECK ((content <> ''::text))
);
COPY public.messages (id, content, "primary") FROM stdin;
a-1\tit's; \\\\ \\n\\t\\x41\\102 "x"\tt
a-2\t\\N\tf
\\.

INSERT INTO public.messages VALUES ('b-1', E'it\\'s \\\\ \\n \\u4f60 \\x42', true), ('b-2'::uuid, 'back\\slash ''x''', NULL);
INSERT INTO public.messages (id, content) OVERRIDING SYSTEM VALUE VALUES ('c', 'last') ON CONFLICT DO NOTHING;
SELECT pg_catalog.setval('public.x', 1, true);
`;
const POSTGRES_ROWS = rowsOf([
  { id: 'a-1', content: `it's; \\ \n\tAB "x"`, primary: 't' },
  { id: 'a-2', content: null, primary: 'f' },
  { id: 'b-1', content: `it's \\ \n 你 B`, primary: 'true' },
  { id: 'b-2', content: `back\\slash 'x'`, primary: null },
  { id: 'c', content: 'last' },
]);

describe('readDump', () => {
  it.each<[DumpLanguage, string, DumpRow[]]>([
    ['mysql', MYSQL, MYSQL_ROWS],
    ['postgres', POSTGRES, POSTGRES_ROWS],
  ])('reads the rows of %s, in whatever pieces it comes', async (language, text, rows) => {
    expect(await read(language, text)).toEqual(rows);
    for (const pieceLength of [1, 2, 3, 7, 64, 500]) {
      expect(await read(language, text, { pieceLength })).toEqual(rows);
    }
    expect(await read(language, text.replaceAll('\n', '\r\n').replaceAll("'\r\n'", "'\n'"))).toHaveLength(rows.length);
  });

  it('knows the columns of a table that the dump does not describe', async () => {
    const known = { users: ['id', 'name'] };

    expect(await read('mysql', "INSERT INTO `users` VALUES (1,'a');", { known })).toEqual([
      { table: 'users', values: { id: '1', name: 'a' } },
    ]);
    await expect(read('mysql', "INSERT INTO `others` VALUES (1,'a');", { known })).rejects.toThrow('columns of others');
  });

  it.each([
    ["INSERT INTO users VALUES (1,'a'", 'ends in the middle'],
    ['INSERT INTO users VALUES (1);', '1 values for 2 columns'],
    ["INSERT INTO users VALUES (1,'a',2);", '3 values for 2 columns'],
    ['INSERT INTO users VALUES (1,,2);', 'is missing'],
    ['COPY users (id, name) FROM stdin;\n1\ta\n', 'ends in the middle'],
  ])('says what is wrong with %p', async (text, message) => {
    await expect(read('postgres', text, { known: { users: ['id', 'name'] } })).rejects.toThrow(message);
  });

  it('passes over what is no row', async () => {
    expect(await read('mysql', 'DELIMITER ;;\nCREATE VIEW v AS SELECT (1);\nnothing; at all')).toEqual([]);
    expect(await read('postgres', '')).toEqual([]);
  });

  it('gives back every text that was written', async () => {
    const mysql = (text: string): string =>
      `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n').replaceAll('\0', '\\0')}'`;
    const postgres = (text: string): string => `'${text.replaceAll("'", "''")}'`;
    const texts = fc.string({
      unit: fc.constantFrom("'", '"', '\\', '\n', ',', ')', ';', '-', '/', '*', '你', '😀', 'n'),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(texts, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 9 }),
        async (all, size) => {
          for (const [language, quote] of [['mysql', mysql] as const, ['postgres', postgres] as const]) {
            const sql = `INSERT INTO t (a) VALUES ${all.map((text) => `(${quote(text)})`).join(',')};\n`;
            const rows = await read(language, sql, { pieceLength: size });
            expect(rows.map(({ values }) => values.a)).toEqual(all);
          }
        },
      ),
      propertyRuns(200),
    );
  });
});
