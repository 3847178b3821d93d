import { z } from 'zod';

/** The part of a schema that a path leads to, or null where it leads nowhere. */
export function schemaAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): z.core.$ZodType | null {
  let current: z.core.$ZodType = unwrapped(schema);
  for (const step of path) {
    let next: z.core.$ZodType | undefined;
    if (current instanceof z.ZodObject) next = current.shape[String(step)];
    if (current instanceof z.ZodArray) next = current.element;
    if (next === undefined) return null;
    current = unwrapped(next);
  }
  return current;
}

/** The keys that a section may have. */
export function keysOf(schema: z.core.$ZodType | null): readonly string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

/** The words that an option may be; empty when it is no choice of words. */
export function choicesOf(schema: z.core.$ZodType | null): readonly string[] {
  return schema instanceof z.ZodEnum ? schema.options.map(String) : [];
}

/** In words, what a schema accepts: `a whole number from 1 to 30`. */
export function allowedWords(schema: z.core.$ZodType | null): string | null {
  if (schema instanceof z.ZodEnum) return `one of ${choicesOf(schema).join(', ')}`;
  if (schema instanceof z.ZodNumber) return numberWords(schema);
  if (schema instanceof z.ZodString) return 'text';
  if (schema instanceof z.ZodBoolean) return 'true or false';
  if (schema instanceof z.ZodArray) return 'a list';
  if (schema instanceof z.ZodObject) return `a section with the keys ${keysOf(schema).join(', ')}`;
  return null;
}

function numberWords(schema: z.ZodNumber): string {
  const kind = schema.format === 'safeint' ? 'a whole number' : 'a number';
  return `${kind} from ${schema.minValue} to ${schema.maxValue}`;
}

/** Without the layers that give defaults, allow absence, freeze or convert. */
function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
  if (
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodReadonly
  ) {
    return unwrapped(schema.def.innerType);
  }
  return schema instanceof z.ZodPipe ? unwrapped(schema.def.in) : schema;
}
