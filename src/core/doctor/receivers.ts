import { accessSync, constants, existsSync } from 'node:fs';
import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { delimiter, dirname, join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { readSecret } from '../../notify/secret.ts';
import type { NotifySettings } from '../notices/channel-settings.ts';
import { type Check, type CheckResult, failed, failureOf, ok } from './check.ts';

type ReceiversCheckOptions = {
  readonly settings: NotifySettings;
  /** Folders in which programs are looked for, as the variable PATH has them. */
  readonly searchPath: string;
};

const CORRECT = 'Correct notify in the configuration; docs/notifications.md has examples.';
const ANSWER_MS = 10_000;

/** Everything but mail that alerts are sent to. Receivers are connected to, and sent nothing: an alert that is none would wake somebody. */
export function receiversCheck({ settings, searchPath }: ReceiversCheckOptions): Check {
  const { webhooks, commands, files, syslog } = settings;
  return {
    part: 'receivers',
    run: (signal) =>
      Promise.all([
        ...webhooks.map(({ url, token }) => {
          const { host, hostname, protocol, port } = new URL(url);
          const isTls = protocol === 'https:';
          return tried(`webhook ${host}`, async () => {
            readSecret(token);
            await reach({ host: bare(hostname), port: Number(port) || (isTls ? 443 : 80), isTls, signal });
            return `it can be reached${isTls ? ', and its certificate is right' : ''}; nothing was sent`;
          });
        }),
        ...syslog.map(({ receiver: { host, port, transport } }) =>
          tried(`syslog ${host}:${port}`, async () => {
            if (transport === 'udp') return 'over UDP nobody can tell whether it is there';
            await reach({ host, port, isTls: false, signal });
            return 'it can be reached; nothing was sent';
          }),
        ),
        ...commands.map(({ run: [program = ''] }) =>
          tried(`command ${program}`, async () => {
            if (program.includes('/')) accessSync(program, constants.X_OK);
            else if (!isFound(program, searchPath)) throw new Error('there is no program of that name');
            return 'it can be started';
          }),
        ),
        ...files.map(({ path }) =>
          tried(
            `file ${path}`,
            async () => {
              accessSync(existsSync(path) ? path : `${dirname(path)}/`, constants.W_OK);
              return 'it can be written';
            },
            existsSync(dirname(path))
              ? 'Let the user that runs soc-console write there, or correct its path under notify.files.'
              : `Create the folder ${dirname(path)}, or correct the path under notify.files.`,
          ),
        ),
      ]),
  };
}

async function tried(what: string, attempt: () => Promise<string>, remedy = CORRECT): Promise<CheckResult> {
  try {
    return ok(what, await attempt());
  } catch (error) {
    const result = failureOf(what, error);
    return failed(what, result.why, result.remedy ?? remedy);
  }
}

type Place = {
  readonly host: string;
  readonly port: number;
  readonly isTls: boolean;
  readonly signal: AbortSignal;
};

/** Connects, and for TLS looks at the certificate. */
function reach({ host, port, isTls, signal }: Place): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket: Socket = isTls
      ? connectTls({ host, port, ...(isIP(host) === 0 && { servername: host }) })
      : connectPlain({ host, port });
    const end = (error?: Error): void => {
      signal.removeEventListener('abort', abandon);
      socket.destroy();
      if (error === undefined) resolve();
      else reject(error);
    };
    const abandon = (): void => end(new Error('it does not answer'));
    signal.addEventListener('abort', abandon, { once: true });
    socket.setTimeout(ANSWER_MS, abandon);
    socket.once(isTls ? 'secureConnect' : 'connect', () => end());
    socket.once('error', end);
  });
}

/** The address in a host name of a URL: IPv6 without its brackets. */
function bare(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '');
}

function isFound(program: string, searchPath: string): boolean {
  return searchPath.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
