import { access, constants } from 'node:fs/promises';

/** Where Debian, Ubuntu, Red Hat and Alpine keep what the console reads. */
const KNOWN = [
  '/var/log/auth.log',
  '/var/log/secure',
  '/var/log/nginx/access.log',
  '/var/log/apache2/access.log',
  '/var/log/httpd/access_log',
] as const;

export type Discovery = {
  readonly found: readonly string[];
  readonly forbidden: readonly string[];
  readonly known: readonly string[];
};

/** What this machine has to read, and what is there but may not be read. */
export async function discover(known: readonly string[] = KNOWN): Promise<Discovery> {
  const found: string[] = [];
  const forbidden: string[] = [];
  for (const path of known) {
    if (await may(path, constants.R_OK)) found.push(path);
    else if (await may(path, constants.F_OK)) forbidden.push(path);
  }
  return { found, forbidden, known };
}

function may(path: string, mode: number): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}
