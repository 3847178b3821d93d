import { z } from 'zod';

const text = z.string().min(1).nullable().default(null);

/** Where Loki is; what the environment says (`LOKI_ADDR` and friends) goes before. */
export const lokiSchema = z
  .strictObject({
    address: text,
    tenant: text,
    username: text,
    password_file: text,
    token_file: text,
    ca_file: text,
    skip_verify: z.boolean().default(false),
    push_alerts: z.boolean().default(false),
  })
  .readonly();
