/** What can be written as JSON; a map is an object whose keys keep their order. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | ReadonlyMap<string, JsonValue>
  | { readonly [key: string]: JsonValue };

/**
 * Indented JSON, each list on one line. `JSON.stringify` will not do: an object puts keys that look like
 * numbers first, and the artists "311" and "1975" have their rank.
 */
export function jsonText(value: JsonValue, indent = ''): string {
  if (isList(value)) return `[${value.map((item) => jsonText(item, indent)).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = value instanceof Map ? [...value] : Object.entries(value);
  if (members.length === 0) return '{}';
  const inner = `${indent}  `;
  const lines = members.map(
    ([key, member]) => `${inner}${JSON.stringify(key)}: ${jsonText(member, inner)}`,
  );
  return `{\n${lines.join(',\n')}\n${indent}}`;
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}
