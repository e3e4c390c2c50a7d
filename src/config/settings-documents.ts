import { Environment } from './environment';
import type { DeclaredSetting } from './setting';
import { settingsOf } from './setting';

const LINE_LENGTH_MAX = 118;
const GENERATED_NOTE = 'Made by `node scripts/env-example.mjs` from src/config/environment.ts; do not edit.';

/** The text of `.env.example`: every setting, commented out, with its default. */
export function renderEnvExample(): string {
  const parts = sections().map(([section, settings]) => [`# --- ${section}`, ...settings.map(envEntry)].join('\n\n'));
  const head = [
    `# ${GENERATED_NOTE}`,
    '# Copy to .env and uncomment what you change. Variables of the real environment win over this file.',
  ];
  return `${[head.join('\n'), ...parts].join('\n\n')}\n`;
}

function envEntry(setting: DeclaredSetting): string {
  const without = setting.initial === undefined ? ` Without a value: ${setting.without ?? 'unset'}.` : '';
  const aliases = setting.aliases ? ` Also read as ${setting.aliases.join(', ')}.` : '';
  const comment = wrap(`${setting.help}${without}${aliases}`).map((line) => `# ${line}`);
  return [...comment, `#${setting.name}=${setting.initial ?? ''}`].join('\n');
}

function wrap(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < LINE_LENGTH_MAX) lines.splice(-1, 1, `${last} ${word}`);
    else lines.push(word);
  }
  return lines;
}

/** docs/settings.md: the same as tables. */
export function renderSettingsMarkdown(): string {
  const parts = sections().map(([section, settings]) => {
    const rows = settings.map((setting) => [`\`${setting.name}\``, defaultCell(setting), meaningCell(setting)]);
    return [`## ${section}`, table([['Name', 'Default', 'Meaning'], ...rows])].join('\n\n');
  });
  return `${['# Settings', `<!-- ${GENERATED_NOTE} -->`, introduction, ...parts].join('\n\n')}\n`;
}

const introduction = [
  'Settings are read once, at the start, from the environment and from a `.env` file in the working directory; the real',
  'environment wins, and an empty value counts as none. Every problem is printed at once and the server exits with 1.',
  'A setting and one of its other names may both be given only when they say the same.',
].join('\n');

/** A Markdown table with columns of even width, as Prettier writes it. */
function table([head = [], ...rows]: string[][]): string {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (cells: string[]): string => `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  return [head, widths.map((width) => '-'.repeat(width)), ...rows].map(line).join('\n');
}

const defaultCell = (setting: DeclaredSetting): string =>
  setting.initial === undefined ? (setting.without ?? '') : `\`${setting.initial}\``;

function meaningCell(setting: DeclaredSetting): string {
  const aliases = setting.aliases?.map((alias) => `\`${alias}\``).join(', ');
  const text = aliases ? `${setting.help} Also read as ${aliases}.` : setting.help;
  return text.replaceAll('|', '\\|');
}

function sections(): [string, DeclaredSetting[]][] {
  const bySection = new Map<string, DeclaredSetting[]>();
  for (const setting of settingsOf(Environment)) {
    bySection.set(setting.section, [...(bySection.get(setting.section) ?? []), setting]);
  }
  return [...bySection];
}
