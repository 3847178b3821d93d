import { readFileSync } from 'node:fs';
import { UserError } from '../model/user-error.ts';
import { reasonOf } from '../platform/system-reason.ts';

/** Where a password or token is; never in the configuration itself. */
export type SecretSource =
  | { readonly from: 'environment'; readonly name: string }
  | { readonly from: 'file'; readonly path: string }
  | { readonly from: 'nowhere' };

/** Read anew each time: secrets are changed while we run. Null when there is none. Throws `UserError` when it cannot be read. */
export function readSecret(source: SecretSource): string | null {
  switch (source.from) {
    case 'nowhere':
      return null;
    case 'environment': {
      const value = process.env[source.name];
      if (value === undefined || value === '')
        throw new UserError(`the variable ${source.name} is not set`, 'Set it where soc-console is started.');
      return value;
    }
    case 'file':
      return readFile(source.path);
  }
}

function readFile(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    throw new UserError(
      `${path} cannot be read: ${reasonOf(error)}`,
      'It must hold the secret alone, and be readable by soc-console.',
    );
  }
}
