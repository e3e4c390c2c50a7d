import { ValidateBy } from 'class-validator';
import { isStorableText, codePointLength } from '../../../shared/text';
import type { FieldProblem } from '../../../shared/errors';
import { AppError } from '../../../shared/errors';
import { type JsonObject, MessageFlag } from '../../../domain/messaging';

/** https://docs.discord.com/developers/components/reference */
export const COMPONENT_ROWS_MAX = 5;
/** Components of one message, nested ones included; at the top only in a message made of components. */
export const COMPONENTS_MAX = 40;
export const COMPONENT_TEXT_MAX = 4_000;
export const CUSTOM_ID_MAX = 100;
export const COMPONENT_LABEL_MAX = 80;
export const SELECT_OPTIONS_MAX = 25;

const ACTION_ROW = 1;
const BUTTON = 2;
const TEXT_SELECT = 3;
const LINK_STYLE = 5;
const TYPE_MAX = 20;
const BUTTON_STYLES = new Set([1, 2, 3, LINK_STYLE]);
const selects = new Set([TEXT_SELECT, 5, 6, 7, 8]);
/** Texts of a component by name, with their greatest length. */
const textMaxima: Readonly<Record<string, number>> = {
  custom_id: CUSTOM_ID_MAX,
  label: COMPONENT_LABEL_MAX,
  placeholder: 150,
  content: COMPONENT_TEXT_MAX,
  description: 1_024,
  url: 2_048,
};

/** The field is a list; what is in it {@link readComponents} checks. */
export const IsComponents = (): PropertyDecorator =>
  ValidateBy({
    name: 'isComponents',
    validator: { validate: Array.isArray, defaultMessage: () => '$property must be an array' },
  });

/**
 * Components are carried through as they are, once they are such that every library can read them.
 * @throws AppError `invalid`, with every problem's path
 */
export function readComponents(
  components: readonly unknown[] | null | undefined,
  flags: number,
): readonly JsonObject[] {
  if (!components) return [];
  const check = new ComponentCheck();
  const usesLayout = (flags & MessageFlag.componentsV2) !== 0;
  check.list(components, 'components', usesLayout ? COMPONENTS_MAX : COMPONENT_ROWS_MAX);
  const [first] = check.problems;
  if (first) throw new AppError('invalid', 'invalid', first.message, { field: first.field, fields: check.problems });
  return components as readonly JsonObject[];
}

class ComponentCheck {
  readonly problems: FieldProblem[] = [];
  private readonly customIds = new Set<string>();
  private count = 0;

  list(components: readonly unknown[], path: string, max: number): void {
    if (components.length > max) this.add(path, `must have at most ${max} components`);
    components.slice(0, max).forEach((component, index) => this.one(component, `${path}.${index}`));
  }

  private one(component: unknown, path: string): void {
    this.count += 1;
    if (this.count > COMPONENTS_MAX) return this.add(path, `there may be at most ${COMPONENTS_MAX} components`);
    if (!isObject(component)) return this.add(path, 'must be an object');
    const { type } = component;
    if (typeof type !== 'number' || !Number.isInteger(type) || type < 1 || type > TYPE_MAX) {
      return this.add(`${path}.type`, 'must be the number of a component type');
    }
    this.texts(component, path);
    this.customId(component, path);
    if (type === BUTTON) this.button(component, path);
    if (type === TEXT_SELECT) this.options(component.options, path);
    this.children(component, type, path);
  }

  private children({ components, accessory }: JsonObject, type: number, path: string): void {
    if (Array.isArray(components)) {
      this.list(components, `${path}.components`, type === ACTION_ROW ? 5 : COMPONENTS_MAX);
    } else if (type === ACTION_ROW) this.add(`${path}.components`, 'is required');
    if (accessory !== undefined && accessory !== null) this.one(accessory, `${path}.accessory`);
  }

  private texts(component: JsonObject, path: string): void {
    for (const [name, max] of Object.entries(textMaxima)) {
      const value = component[name];
      if (value === undefined || value === null) continue;
      if (typeof value !== 'string' || !isStorableText(value)) this.add(`${path}.${name}`, 'must be a string');
      else if (codePointLength(value) > max) this.add(`${path}.${name}`, `must have at most ${max} characters`);
    }
  }

  /** What can be clicked is told apart by it. */
  private customId({ type, style, custom_id: customId }: JsonObject, path: string): void {
    const isNeeded = selects.has(type as number) || (type === BUTTON && style !== LINK_STYLE);
    if (isNeeded && (typeof customId !== 'string' || customId === '')) this.add(`${path}.custom_id`, 'is required');
    if (typeof customId !== 'string') return;
    if (this.customIds.has(customId)) this.add(`${path}.custom_id`, 'must not be that of another component');
    this.customIds.add(customId);
  }

  private button({ style, url }: JsonObject, path: string): void {
    if (!BUTTON_STYLES.has(style as number) && style !== 4) this.add(`${path}.style`, 'must be the number of a style');
    if (style === LINK_STYLE && typeof url !== 'string') this.add(`${path}.url`, 'is required');
  }

  private options(options: unknown, path: string): void {
    if (!Array.isArray(options) || options.length < 1 || options.length > SELECT_OPTIONS_MAX) {
      return this.add(`${path}.options`, `must have 1 to ${SELECT_OPTIONS_MAX} options, at most`);
    }
    options.forEach((option: unknown, index) => {
      for (const name of ['label', 'value']) {
        const text = isObject(option) ? option[name] : undefined;
        const isFitting = typeof text === 'string' && text !== '' && codePointLength(text) <= CUSTOM_ID_MAX;
        if (!isFitting || !isStorableText(text)) {
          this.add(`${path}.options.${index}.${name}`, 'must be 1-100 characters');
        }
      }
    });
  }

  private add(field: string, message: string): void {
    this.problems.push({ field, message });
  }
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
