import { z } from 'zod';

const text = z.string().min(1).nullable().default(null);

const server = z.string().refine(
  (written) => {
    const url = URL.canParse(written) ? new URL(written) : null;
    return url !== null && /^https?:$/.test(url.protocol) && url.username === '';
  },
  { error: 'an address such as http://localhost:3100; name and password go into username and password_file' },
);

/** Where Loki is; what the environment says (`LOKI_ADDR` and friends) goes before. */
export const lokiSchema = z
  .strictObject({
    address: server.nullable().default(null),
    tenant: text,
    username: text,
    password_file: text,
    token_file: text,
    ca_file: text,
    skip_verify: z.boolean().default(false),
    push_alerts: z.boolean().default(false),
  })
  .readonly();
