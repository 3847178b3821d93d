import { z } from 'zod';
import { documentedOptions } from './documented.ts';
import { configSchema } from './schema.ts';

/** JSON Schema, as far as is needed to add words to it. */
type SchemaNode = {
  description?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly anyOf?: readonly SchemaNode[];
};

/**
 * The configuration as JSON Schema (draft 2020-12), for editors: types, choices, limits, defaults, and the words of the
 * documented file. Checks that a schema cannot say (addresses, durations, zones) are left to `config check`.
 */
export function configJsonSchema(documentedFile: string): Record<string, unknown> {
  const schema = z.toJSONSchema(configSchema, {
    ...{ io: 'input', unrepresentable: 'any' },
    // `readOnly` here means that we do not change the value; editors would tell the user not to.
    override: ({ jsonSchema }) => void delete jsonSchema.readOnly,
  });
  for (const { path, description } of documentedOptions(documentedFile)) {
    const node = path
      .split('.')
      .reduce<SchemaNode | undefined>(
        (within, key) => sectionOf(within)?.properties?.[key],
        schema as SchemaNode,
      );
    if (node !== undefined && description !== '') node.description = description;
  }
  return { ...schema, title: 'soc-console.yaml', description: 'Configuration of soc-console.' };
}

/** A section that may also be empty is one of two. */
function sectionOf(node: SchemaNode | undefined): SchemaNode | undefined {
  return node?.properties === undefined ? node?.anyOf?.find(({ properties }) => properties) : node;
}
