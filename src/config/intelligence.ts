import { z } from 'zod';

const text = z.string().min(1);
/** Name of a list, which stands in rules, reports and on screens. */
const name = z.string().regex(/^[\w.-]{1,40}$/, { error: 'a name of letters, digits, "-", "_" and "."' });

/** Files that say something of addresses; nothing is ever fetched. */
export const intelligenceSchema = z
  .strictObject({
    block_lists: z
      .array(z.strictObject({ name, path: text }).readonly())
      .max(32)
      .readonly()
      .default([]),
    countries: z.array(text).max(8).readonly().default([]),
    crawlers: z
      .array(z.strictObject({ name, path: text }).readonly())
      .max(64)
      .readonly()
      .default([]),
  })
  .readonly();
