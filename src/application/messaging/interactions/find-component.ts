import type { JsonObject } from '../../../domain/messaging';

const SELECT_TYPES = new Set([3, 5, 6, 7, 8]);
const TEXT_SELECT = 3;

/** The component of a message that is known by this id, wherever it is nested. */
export function findComponent(components: readonly JsonObject[], customId: string): JsonObject | undefined {
  for (const component of components) {
    if (component.custom_id === customId) return component;
    const found = findComponent([...childrenOf(component.components), ...childrenOf([component.accessory])], customId);
    if (found) return found;
  }
  return undefined;
}

/** What somebody picked: as many as the menu allows, and of a menu of texts only what it offers. */
export function mayPick(component: JsonObject, values: readonly string[] = []): boolean {
  if (!SELECT_TYPES.has(Number(component.type))) return values.length === 0;
  const min = numberOr(component.min_values, 1);
  const max = numberOr(component.max_values, 1);
  const isFitting = values.length >= min && values.length <= max && new Set(values).size === values.length;
  return isFitting && (component.type !== TEXT_SELECT || areOffered(component, values));
}

function areOffered(component: JsonObject, values: readonly string[]): boolean {
  const offered = new Set(childrenOf(component.options).map((option) => option.value));
  return values.every((value) => offered.has(value));
}

const numberOr = (value: unknown, otherwise: number): number => (typeof value === 'number' ? value : otherwise);

const childrenOf = (value: unknown): readonly JsonObject[] =>
  Array.isArray(value) ? (value as unknown[]).filter(isObject) : [];

const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null;
