/** JSON Schemas that must match the types of `api/answers.ts`: a missing, extra or mistyped field does not compile. */

export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string;
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
}

/** The schema of a `T`. */
export interface Schema<T> {
  readonly json: JsonSchema;
  /** Never set: keeps the schema of one type from being assigned to that of another. */
  readonly of?: (value: T) => T;
}

/** The schema of a field that may be missing. */
export interface OptionalSchema<T> extends Schema<T> {
  readonly isOptional: true;
}

type Fields<T> = {
  readonly [K in keyof T]-?: object extends Pick<T, K> ? OptionalSchema<Exclude<T[K], undefined>> : Schema<T[K]>;
};

/** The objects that have a name, for `components.schemas`. */
export const components: Record<string, JsonSchema> = {};

export const string: Schema<string> = { json: { type: 'string' } };
export const number: Schema<number> = { json: { type: 'number' } };
export const boolean: Schema<boolean> = { json: { type: 'boolean' } };
export const isTrue: Schema<true> = { json: { type: 'boolean' } };
export const hex = (digits: number): Schema<string> => ({ json: { type: 'string', pattern: `^[0-9a-f]{${digits}}$` } });
export const enumOf = <const W extends string>(...values: readonly W[]): Schema<W> => ({
  json: { type: 'string', enum: values },
});
export const list = <T>(items: Schema<T>): Schema<readonly T[]> => ({ json: { type: 'array', items: items.json } });
export const stringMap: Schema<Readonly<Record<string, string>>> = {
  json: { type: 'object', additionalProperties: { type: 'string' } },
};
export const optional = <T>(schema: Schema<T>): OptionalSchema<T> => ({ json: schema.json, isOptional: true });

/** Returns the schema of an object without a name. */
export function object<T>(fields: Fields<T>): Schema<T> {
  // every field is a schema, which the compiler cannot see for a mapped type
  const entries = Object.entries(fields as Readonly<Record<string, Pick<Schema<unknown>, 'json'>>>);
  return {
    json: {
      type: 'object',
      properties: Object.fromEntries(entries.map(([name, { json }]) => [name, json])),
      required: entries.filter(([, schema]) => !('isOptional' in schema)).map(([name]) => name),
      additionalProperties: false,
    },
  };
}

/** Registers the schema of an object under a name, and returns a reference to it. */
export function component<T>(name: string, description: string, fields: Fields<T>): Schema<T> {
  components[name] = { description, ...object(fields).json };
  return { json: { $ref: `#/components/schemas/${name}` } };
}
