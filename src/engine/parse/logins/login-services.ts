import type { ProgramForm } from '../programs/program-message.ts';
import { APPLIANCES } from './appliances.ts';
import { COMMUNICATION } from './communication.ts';
import { DATA_SERVERS } from './data-servers.ts';
import { loginForm } from './login-form.ts';
import type { LoginFile, LoginService } from './login-service.ts';
import { REMOTE_ACCESS } from './remote-access.ts';
import { SERVERS } from './servers.ts';
import { WEB_APPLICATIONS } from './web-applications.ts';

export type ReadService = {
  readonly service: string;
  readonly programs: readonly string[];
  readonly file: LoginFile | null;
  readonly again: RegExp | null;
  readonly forms: readonly ProgramForm[];
};

function readService({
  service,
  protocol,
  programs = [],
  file,
  again,
  refused,
  accepted,
  forms: shared = [],
}: LoginService): ReadService {
  const forms = [...shared];
  if (refused !== undefined)
    forms.push(loginForm(`${service}-refused`, { outcome: 'failure', protocol }, refused));
  if (accepted !== undefined)
    forms.push(loginForm(`${service}-accepted`, { outcome: 'success', protocol }, accepted));
  return { service, programs, file: file ?? null, again: again ?? null, forms };
}

/** Every program of the tables. */
export const LOGIN_SERVICES: readonly ReadService[] = [
  ...[WEB_APPLICATIONS, SERVERS, DATA_SERVERS, REMOTE_ACCESS],
  ...[APPLIANCES, COMMUNICATION],
]
  .flat()
  .map(readService);
