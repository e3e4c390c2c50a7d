import { readFileSync, writeFileSync } from 'node:fs';
import {
  CommandProblem,
  databaseOptions,
  loadDatabaseCode,
  runCommand,
  schemaDifference,
  withDatabase,
} from './lib/database.mjs';
import { inRoot } from './lib/paths.mjs';

const help = `npm run migration:generate -- <Name>      e.g. AddRoomTopics

Compares the tables in the code with a fresh database that has every migration, writes the difference as a new file in
migrations/ and lists it in migrations/index.ts. Read the file before you commit it: what needs data moved, needs you.`;

await runCommand(help, async ([name]) => {
  if (!/^[A-Z][A-Za-z0-9]+$/.test(name ?? '')) {
    throw new CommandProblem(`A migration needs a name of letters and digits that begins with a capital.\n\n${help}`);
  }
  const code = await loadDatabaseCode();
  const { up, down } = await withDatabase(code, databaseOptions({ url: 'memory://' }), schemaDifference);
  if (up.length === 0) {
    console.log('The migrations already make what the tables describe; nothing to generate.');
    return;
  }
  const timestamp = nextTimestamp();
  const fileName = `${timestamp}-${kebab(name)}`;
  writeFileSync(inRoot('migrations', `${fileName}.ts`), migrationSource(`${name}${timestamp}`, up, down));
  addToIndex(`${name}${timestamp}`, fileName);
  console.log(`Written: migrations/${fileName}.ts (${up.length} statements). npm start and migration:run apply it.`);
});

/** Now, but after every earlier migration, also when their clock was ahead. */
function nextTimestamp() {
  const earlier = [...readIndex().matchAll(/'\.\/(\d+)-/g)].map(([, digits]) => Number(digits));
  return Math.max(Date.now(), ...earlier.map((timestamp) => timestamp + 1));
}

function migrationSource(className, up, down) {
  return `import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ${className} implements MigrationInterface {
  name = '${className}';

  async up(queryRunner: QueryRunner): Promise<void> {
${up.map(statement).join('\n')}
  }

  async down(queryRunner: QueryRunner): Promise<void> {
${[...down].reverse().map(statement).join('\n')}
  }
}
`;
}

function statement({ query, parameters }) {
  const text = `\`${query.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${')}\``;
  const suffix = parameters?.length ? `, ${JSON.stringify(parameters)}` : '';
  return `    await queryRunner.query(${text}${suffix});`;
}

function addToIndex(className, fileName) {
  const source = readIndex();
  const importLine = `import { ${className} } from './${fileName}';\n`;
  const imported = source.replace(/(\n)(\n\/\*\*|\nexport)/, `$1${importLine}$2`);
  const listed = imported.replace(/= \[([^\]]*)\]/, (_match, list) => {
    const names = [...list.split(',').map((item) => item.trim()), className].filter(Boolean);
    return `= [\n${names.map((item) => `  ${item},\n`).join('')}]`;
  });
  if (imported === source || listed === imported) {
    throw new CommandProblem('migrations/index.ts has an unexpected form: add the new migration there by hand.');
  }
  writeFileSync(inRoot('migrations', 'index.ts'), listed);
}

function readIndex() {
  return readFileSync(inRoot('migrations', 'index.ts'), 'utf8');
}

function kebab(name) {
  return name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase();
}
