import { findComponent, mayPick } from './find-component';

const button = { type: 2, custom_id: 'button' };
const menu = { type: 3, custom_id: 'menu', options: [{ value: 'a' }, { value: 'b' }, { value: 'c' }] };

describe('findComponent', () => {
  it.each([
    ['in a row', [{ type: 1, components: [{ type: 2, custom_id: 'x' }, button] }]],
    ['at the top', [button]],
    ['beside a section', [{ type: 9, components: [{ type: 10, content: 'text' }], accessory: button }]],
    ['in a container', [{ type: 17, components: [{ type: 1, components: [button] }] }]],
  ])('finds one %s', (_where, components) => {
    expect(findComponent(components, 'button')).toEqual(button);
    expect(findComponent(components, 'nothing')).toBeUndefined();
  });

  it('passes over what is no component', () => {
    expect(
      findComponent(
        [
          { type: 1, components: [null, 7] },
          { type: 1, components: 'x' },
        ],
        'button',
      ),
    ).toBeUndefined();
  });
});

describe('mayPick', () => {
  it.each([
    ['nothing of a button', button, undefined, true],
    ['something of a button', button, ['a'], false],
    ['one of a menu', menu, ['b'], true],
    ['none of a menu', menu, [], false],
    ['none of a menu, not even a list', menu, undefined, false],
    ['two of a menu of one', menu, ['a', 'b'], false],
    ['two of a menu of two', { ...menu, max_values: 2 }, ['a', 'b'], true],
    ['too few', { ...menu, min_values: 2, max_values: 3 }, ['a'], false],
    ['none where none is needed', { ...menu, min_values: 0 }, [], true],
    ['one twice', { ...menu, max_values: 2 }, ['a', 'a'], false],
    ['what is not offered', menu, ['x'], false],
    ['anybody of a menu of people', { type: 5, custom_id: 'people' }, ['77'], true],
  ])('%s', (_what, component, values, expected) => {
    expect(mayPick(component, values)).toBe(expected);
  });
});
