import { validateSync } from 'class-validator';
import { Environment } from './environment';
import type { DeclaredSetting, SettingProblem } from './setting';
import { settingsOf, UnreadableSetting } from './setting';
import { aliasText } from './aliases';

/** Names and values as `process.env` holds them. */
export type Variables = Readonly<Record<string, string | undefined>>;

export interface ParsedEnvironment {
  readonly environment: Environment;
  readonly problems: readonly SettingProblem[];
}

/** One way in which a setting was given: under its own name or under an alias. */
interface Given {
  readonly name: string;
  readonly text: string;
}

/**
 * Reads every declared setting. An empty value counts as none. A setting that `sources[0]` (the real environment) gives
 * under any of its names is not looked for in the next source (the `.env` file).
 */
export function parseEnvironment(sources: readonly Variables[]): ParsedEnvironment {
  const environment = new Environment();
  const problems: SettingProblem[] = [];
  for (const setting of settingsOf(Environment)) {
    const value = readSetting(setting, sources, problems);
    if (value !== undefined) Object.assign(environment, { [setting.property]: value });
  }
  return { environment, problems: [...problems, ...boundsProblems(environment, problems)] };
}

function readSetting(setting: DeclaredSetting, sources: readonly Variables[], problems: SettingProblem[]): unknown {
  const given = findGiven(setting, sources);
  const values = given.map((one) => readGiven(setting, one, problems));
  if (values.length > 1 && new Set(values.map((value) => JSON.stringify(value))).size > 1) {
    const names = given.map((one) => one.name).join(' and ');
    problems.push({ name: setting.name, message: `${names} mean the same setting but differ: keep one of them` });
  }
  if (given.length > 0) return values[0];
  return setting.initial === undefined ? undefined : setting.read(setting.initial);
}

function findGiven(setting: DeclaredSetting, sources: readonly Variables[]): Given[] {
  for (const source of sources) {
    const given = namesOf(setting).flatMap((name) => {
      const text = source[name]?.trim();
      const own = text && name !== setting.name ? aliasText(name, setting.name, text) : text;
      return own ? [{ name, text: own }] : [];
    });
    if (given.length > 0) return given;
  }
  return [];
}

const namesOf = (setting: DeclaredSetting): readonly string[] => [setting.name, ...(setting.aliases ?? [])];

function readGiven(setting: DeclaredSetting, given: Given, problems: SettingProblem[]): unknown {
  try {
    return setting.read(given.text);
  } catch (error) {
    if (!(error instanceof UnreadableSetting)) throw error;
    problems.push({ name: given.name, message: describe(setting, error.message, given.text) });
    return undefined;
  }
}

/** What class-validator finds wrong with the values that could be read. */
function boundsProblems(environment: Environment, known: readonly SettingProblem[]): SettingProblem[] {
  const settings = new Map(settingsOf(Environment).map((setting) => [setting.property, setting]));
  const unread = new Set(known.flatMap((problem) => settingsNamed(problem.name)));
  return validateSync(environment, { stopAtFirstError: true, forbidUnknownValues: false }).flatMap((found) => {
    const setting = settings.get(found.property);
    if (!setting || unread.has(setting.name)) return [];
    const message = Object.values(found.constraints ?? {})[0] ?? 'is not valid';
    return [{ name: setting.name, message: describe(setting, message, String(found.value)) }];
  });
}

const settingsNamed = (name: string): string[] =>
  settingsOf(Environment)
    .filter((setting) => namesOf(setting).includes(name))
    .map((setting) => setting.name);

/** Secrets, and addresses that may hold a password, are never repeated. */
const describe = (setting: DeclaredSetting, message: string, text: string): string =>
  setting.secret || text.includes('@') ? message : `${message} (it is "${text}")`;
