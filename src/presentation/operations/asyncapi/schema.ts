/** The part of JSON Schema these documents use. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly [keyword: string]: unknown;
}

type Properties = Readonly<Record<string, Schema>>;

/** An object; names that end in `?` are optional. */
export function object(fields: Properties, description?: string): Schema {
  const names = Object.keys(fields);
  const properties = Object.fromEntries(names.map((name) => [name.replace(/\?$/, ''), fields[name]]));
  const required = names.filter((name) => !name.endsWith('?'));
  return { type: 'object', ...(description && { description }), properties, ...(required.length > 0 && { required }) };
}

export const text = (description?: string, limits: { min?: number; max?: number } = {}): Schema => ({
  type: 'string',
  ...(description && { description }),
  ...(limits.min !== undefined && { minLength: limits.min }),
  ...(limits.max !== undefined && { maxLength: limits.max }),
});

export const integer = (description?: string, limits: { min?: number; max?: number } = {}): Schema => ({
  type: 'integer',
  ...(description && { description }),
  ...(limits.min !== undefined && { minimum: limits.min }),
  ...(limits.max !== undefined && { maximum: limits.max }),
});

export const flag = (description?: string): Schema => ({ type: 'boolean', ...(description && { description }) });

export const list = (items: Schema, description?: string): Schema => ({
  type: 'array',
  items,
  ...(description && { description }),
});

export const oneOf = (...values: readonly string[]): Schema => ({ type: 'string', enum: values });

export const exactly = (value: string | boolean): Schema => ({ const: value });

export const freeObject = (description?: string): Schema => ({
  type: 'object',
  additionalProperties: true,
  ...(description && { description }),
});

/** A schema of `components/schemas`. */
export const named = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });
