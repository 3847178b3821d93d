import { UserError } from '../../model/user-error.ts';

/** Where Loki is and who we are there. Plain data: it goes to another thread. */
export type LokiSettings = {
  /** `http://localhost:3100`, with the path before `/loki/api` when a gateway puts one there. */
  readonly address: string;
  /** The tenant. */
  readonly orgId: string | null;
  readonly login: LokiLogin | null;
  readonly tls: LokiTls;
};

/** Files are read anew for each request: tokens and passwords are changed while we run. */
type LokiLogin =
  | { readonly by: 'password'; readonly username: string; readonly password: string }
  | { readonly by: 'password-file'; readonly username: string; readonly file: string }
  | { readonly by: 'token'; readonly token: string }
  | { readonly by: 'token-file'; readonly file: string };

/** Files in PEM. */
type LokiTls = {
  readonly caFile: string | null;
  readonly certFile: string | null;
  readonly keyFile: string | null;
  /** Anybody may pretend to be the server. */
  readonly skipVerify: boolean;
};

const LOKI_DEFAULT_ADDRESS = 'http://localhost:3100';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The settings in the environment, under the names that logcli has for them (`LOKI_PASSWORD_FILE` it does not know).
 * Throws `UserError`.
 */
export function lokiSettings(env: Environment): LokiSettings {
  const {
    LOKI_ADDR: address = '',
    LOKI_ORG_ID: orgId = '',
    LOKI_CA_CERT_PATH: caFile = '',
    LOKI_CLIENT_CERT_PATH: certFile = '',
    LOKI_CLIENT_KEY_PATH: keyFile = '',
    LOKI_TLS_SKIP_VERIFY: skipVerify = '',
  } = env;
  return {
    address: checkedAddress(address === '' ? LOKI_DEFAULT_ADDRESS : address),
    orgId: orgId || null,
    login: loginIn(env),
    tls: {
      caFile: caFile || null,
      certFile: certFile || null,
      keyFile: keyFile || null,
      skipVerify: ['1', 't', 'true'].includes(skipVerify.toLowerCase()),
    },
  };
}

function loginIn({
  LOKI_USERNAME: username = '',
  LOKI_PASSWORD: password = '',
  LOKI_PASSWORD_FILE: passwordFile = '',
  LOKI_BEARER_TOKEN: token = '',
  LOKI_BEARER_TOKEN_FILE: file = '',
}: Environment): LokiLogin | null {
  const given = [username !== '' || password !== '' || passwordFile !== '', token !== '', file !== ''].filter(
    Boolean,
  ).length;
  if (given > 1) {
    throw new UserError(
      'Loki: more than one way to log in',
      'Set LOKI_USERNAME and LOKI_PASSWORD, or LOKI_BEARER_TOKEN, or LOKI_BEARER_TOKEN_FILE: one of them.',
    );
  }
  if (token !== '') return { by: 'token', token };
  if (file !== '') return { by: 'token-file', file };
  if (passwordFile !== '') return { by: 'password-file', username, file: passwordFile };
  return given === 0 ? null : { by: 'password', username, password };
}

function checkedAddress(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url !== null && (url.protocol === 'http:' || url.protocol === 'https:') && url.username === '') {
    // Whoever copies the address from a shipper or Grafana has the path of its API too.
    const path = url.pathname.replace(/\/loki\/api\/v1(?:\/[a-z_]*)?\/?$/, '').replace(/\/+$/, '');
    return `${url.origin}${path}`;
  }
  throw new UserError(
    'LOKI_ADDR: not the address of a Loki server',
    'Write http://HOST:3100 or https://HOST; name and password go into LOKI_USERNAME and LOKI_PASSWORD.',
  );
}
