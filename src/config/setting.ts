/** What is wrong with one setting, in words for the person who starts the server. Never holds a secret's value. */
export interface SettingProblem {
  readonly name: string;
  readonly message: string;
}

/** Thrown by readers: the text cannot be read as the setting's type. */
export class UnreadableSetting extends Error {}

export interface SettingDefinition {
  /** Name of the environment variable. */
  readonly name: string;
  /** Heading under which `.env.example` and the documentation list it. */
  readonly section: string;
  /** One or two sentences: meaning, unit, bounds. */
  readonly help: string;
  /** The default, written as in the environment; absent when there is none. */
  readonly initial?: string;
  /** What happens without a value, when that is not a plain default. */
  readonly without?: string;
  /** Other names under which the value is accepted. */
  readonly aliases?: readonly string[];
  /** Its value is never shown, and example values are refused. */
  readonly secret?: boolean;
  /** Turns the text into a value; throws {@link UnreadableSetting}. */
  readonly read: (text: string) => unknown;
}

export interface DeclaredSetting extends SettingDefinition {
  /** Property of the class that declares it. */
  readonly property: string;
}

const declared = new Map<object, DeclaredSetting[]>();

/** Declares a property to be read from the environment. Bounds are class-validator decorators beside it. */
export function Setting(definition: SettingDefinition): PropertyDecorator {
  return (target, property) => {
    const settings = declared.get(target.constructor) ?? [];
    settings.push({ ...definition, property: String(property) });
    declared.set(target.constructor, settings);
  };
}

/** The settings of a class, in the order of their declaration. */
export function settingsOf(type: object): readonly DeclaredSetting[] {
  return declared.get(type) ?? [];
}
