import { isAppError } from '../../../shared/errors';
import { MessageFlag } from '../../../domain/messaging';
import { COMPONENT_ROWS_MAX, COMPONENTS_MAX, readComponents } from './components';

const button = (customId = 'go', more = {}) => ({ type: 2, style: 1, label: 'Go', custom_id: customId, ...more });
const row = (...components: readonly object[]) => ({ type: 1, components });
const select = (more = {}) => ({ type: 3, custom_id: 's', options: [{ label: 'a', value: 'b' }], ...more });

function problemsOf(components: readonly unknown[], flags = 0): string[] {
  try {
    readComponents(components, flags);
    return [];
  } catch (error) {
    if (!isAppError(error)) throw error;
    return (error.details.fields ?? []).map(({ field }) => field);
  }
}

describe('readComponents', () => {
  it('carries through what libraries send, with fields it does not know', () => {
    const components = [row(button('a'), { type: 2, style: 5, url: 'https://x.org', new_field: [1] }), row(select())];

    expect(readComponents(components, 0)).toEqual(components);
    expect(readComponents(null, 0)).toEqual([]);
    const layout = [{ type: 9, components: [{ type: 10, content: 'x' }], accessory: button() }];
    expect(readComponents(layout, MessageFlag.componentsV2)).toEqual(layout);
  });

  it.each<[string, readonly unknown[], string]>([
    ['what is no object', ['x'], 'components.0'],
    ['a row without a list', [{ type: 1 }], 'components.0.components'],
    ['an unknown type', [row({ type: 99 })], 'components.0.components.0.type'],
    ['a type that is no number', [row({ type: 'x' })], 'components.0.components.0.type'],
    ['a button without an id', [row(button('', {}))], 'components.0.components.0.custom_id'],
    ['a button without a style', [row(button('a', { style: 9 }))], 'components.0.components.0.style'],
    ['a link without an address', [row({ type: 2, style: 5 })], 'components.0.components.0.url'],
    ['two of the same id', [row(button()), row(button())], 'components.1.components.0.custom_id'],
    ['too long a label', [row(button('a', { label: 'x'.repeat(81) }))], 'components.0.components.0.label'],
    ['a label that is no text', [row(button('a', { label: 5 }))], 'components.0.components.0.label'],
    ['a select without options', [row(select({ options: [] }))], 'components.0.components.0.options'],
    [
      'an option without a value',
      [row(select({ options: [{ label: 'a' }] }))],
      'components.0.components.0.options.0.value',
    ],
    ['a bad accessory', [{ type: 9, accessory: 5 }], 'components.0.accessory'],
  ])('refuses %s', (_name, components, field) => {
    expect(problemsOf(components)).toContain(field);
  });

  it('bounds rows, the width of a row and the whole', () => {
    const rows = (count: number) => Array.from({ length: count }, (_, index) => row(button(`${index}`)));
    expect(problemsOf(rows(COMPONENT_ROWS_MAX))).toEqual([]);
    expect(problemsOf(rows(COMPONENT_ROWS_MAX + 1))).toEqual(['components']);
    expect(problemsOf([row(...Array.from({ length: 6 }, (_, index) => button(`${index}`)))])).toEqual([
      'components.0.components',
    ]);
    expect(problemsOf(rows(COMPONENTS_MAX / 2), MessageFlag.componentsV2)).toEqual([]);
    expect(problemsOf(rows(COMPONENTS_MAX / 2 + 1), MessageFlag.componentsV2)).not.toEqual([]);
  });
});
