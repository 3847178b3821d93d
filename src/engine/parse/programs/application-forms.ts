import { layout } from '../../pattern.ts';
import {
  type Groups,
  type ProgramForm,
  type ProgramMessage,
  passwordLogin,
  patternForm,
  type Told,
} from './program-message.ts';

const ADDRESS = '[\\da-fA-F.:]{2,45}?';
/** Programs colour what they write to a terminal, and some containers have one. */
const UNCOLOURED = '(?:\\x1b\\[0m)?$';

const refused = passwordLogin('failure', 'https');

/** No address is taken if ` from ` occurs twice: the account is the client's text, and could contain the second. */
function refusedUnlessRepeated(groups: Groups): Told {
  const told = refused(groups);
  return `${groups.user} ${groups.rest ?? ''}`.includes(' from ') ? { ...told, address: null } : told;
}

/** Gitea and Forgejo: `Failed authentication attempt for NAME from ADDRESS:PORT: REASON [uid: 0, name: NAME, …]`. */
export const GITEA_FORMS: readonly ProgramForm[] = [
  patternForm(
    'gitea-refused',
    new RegExp(
      layout`
        ^(?:\S{1,128} )?\[[IWE]\] (?:\[[\w-]{4,36}\] )?Failed authentication attempt for (?<user>.{0,256}?) from\x20
        \[?(?<address>${ADDRESS})\]?(?::\d{1,5})?(?<rest>: .{0,1024})?${UNCOLOURED}`,
      's',
    ),
    refusedUnlessRepeated,
  ),
  // Its own SSH server names nobody: whose key it was it learns after.
  patternForm(
    'gitea-key-refused',
    new RegExp(
      `^(?:\\S{1,128} )?\\[[IWE]\\] (?:\\[[\\w-]{3,36}\\] )?Failed authentication attempt from \\[?(?<address>${ADDRESS})\\]?(?::\\d{1,5})?${UNCOLOURED}`,
    ),
    ({ address }) => ({
      ...{ login: true, outcome: 'failure', address },
      fields: { auth_method: 'publickey', protocol: 'ssh' },
    }),
  ),
];

/** Vaultwarden writes the address before what the client sent. */
export const VAULTWARDEN_FORMS: readonly ProgramForm[] = [
  patternForm(
    'vaultwarden-refused',
    new RegExp(
      layout`
        ^\[(?:vaultwarden|bitwarden_rs)::api::[\w:]{1,64}\]\[ERROR\] (?:
          Username or password is incorrect\. Try again\. IP: (?<address>${ADDRESS})\. Username: (?<user>.{0,256})\.
          |(?:Unauthorized Error: )?Invalid (?:
             admin token\.|TOTP code!(?: Server time: [\d: -]{8,32} UTC)?
           ) IP: (?<other>${ADDRESS})
        )$`,
      's',
    ),
    ({ address, other, user }) => ({ ...refused({}), user, address: address ?? other ?? null }),
  ),
  patternForm(
    'vaultwarden-accepted',
    new RegExp(
      `^\\[(?:vaultwarden|bitwarden_rs)::api::identity\\]\\[INFO\\] User (?<user>[^\\s]{1,256}) logged in successfully\\. IP: (?<address>${ADDRESS})$`,
      's',
    ),
    ({ address, user }) => ({
      ...refused({}),
      outcome: 'success',
      user,
      address,
    }),
  ),
];

/** Home Assistant: the peer, its name by DNS first, stands before what was asked for. */
export const HOME_ASSISTANT_FORMS: readonly ProgramForm[] = [
  patternForm(
    'home-assistant-refused',
    new RegExp(
      layout`
        ^WARNING \(\w{1,32}\) \[homeassistant\.components\.http\.ban\] Login attempt or request with invalid\x20
        authentication from (?:[\w.:-]{1,255} )?\(?(?<address>${ADDRESS})\)?\.? ?
        (?: ?Requested URL: .{0,2048}|\(.{0,1024}\))?${UNCOLOURED}`,
      's',
    ),
    refused,
  ),
];

const KEYCLOAK_EVENT =
  /^(?:WARN|INFO|DEBUG) {1,2}\[org\.keycloak\.events\] \([^()]{1,64}(?:\([^()]{1,64}\))?\) type="?(LOGIN_ERROR|LOGIN)"?, /;
const KEYCLOAK_ADDRESS = new RegExp(`, ipAddress="?(${ADDRESS})"?(?:, |$)`, 'g');
/** What is said of a session that ran out, or of a program that nobody knows, is no guess at a password. */
const KEYCLOAK_REFUSED =
  /, error="?(?:user_not_found|invalid_user_credentials|user_disabled|user_temporarily_disabled|account_disabled)"?(?:, |$)/;

/** Keycloak's events: `type="LOGIN_ERROR", …, ipAddress="ADDRESS", error="…", …`, whose values may be the client's. */
function keycloak(text: string): ProgramMessage | null {
  const type = KEYCLOAK_EVENT.exec(text)?.[1];
  if (type === undefined) return null;
  const [first, ...others] = text.matchAll(KEYCLOAK_ADDRESS);
  const isCertain = others.length === 0 && text.split('ipAddress=').length === 2;
  const isRefused = type === 'LOGIN_ERROR' && KEYCLOAK_REFUSED.test(text);
  const outcome = type === 'LOGIN' ? 'success' : isRefused ? 'failure' : null;
  const user = /, username="?([^",]{1,256})"?(?:, |$)/.exec(text)?.[1] ?? null;
  return {
    ...{ form: 'keycloak-login', user, outcome, login: outcome !== null, attempts: 1 },
    address: isCertain ? (first?.[1] ?? null) : null,
    fields: { protocol: 'https', event: type },
  };
}

export const KEYCLOAK_FORMS: readonly ProgramForm[] = [{ name: 'keycloak-login', read: keycloak }];

/** Jellyfin and Emby: the address stands at the end. */
export const JELLYFIN_FORMS: readonly ProgramForm[] = [
  patternForm(
    'jellyfin-refused',
    new RegExp(
      layout`
        ^\[[A-Z]{3}\] \[\d{1,6}\] [\w.]{1,128}: Authentication request for "?(?<user>.{0,256}?)"? has been denied\x20
        \(IP: "?(?<address>${ADDRESS})"?\)\.$`,
      's',
    ),
    refused,
  ),
];

/** Roundcube: the line ends with what it adds, or, after the mail server's answer, with the address of the page, without blanks. */
export const ROUNDCUBE_FORMS: readonly ProgramForm[] = [
  patternForm(
    'roundcube-refused',
    new RegExp(
      layout`
        ^(?:<\w{4,64}> )?(?:
          IMAP Error: Login failed for (?<a>.{0,256}?)(?: against [\w.:/-]{1,255})? from\x20
          (?<b>${ADDRESS})(?:\(X-[^()]{1,256}\))?(?:\. (?<rest>.{0,1024}))?
          |(?:Failed|FAILED) login for (?<user>.{0,256}?) from (?<address>${ADDRESS})(?:\(X-[^()]{1,256}\))?
           (?: in session \w{1,64} \(error: -?\d{1,4}\))?
        )$`,
      's',
    ),
    ({ a, b, user, address, rest }) =>
      refusedUnlessRepeated({ user: a ?? user ?? '', address: b ?? address ?? '', rest: rest ?? '' }),
  ),
  patternForm(
    'roundcube-accepted',
    new RegExp(
      layout`
        ^(?:<\w{4,64}> )?Successful login for (?<user>.{0,256}) \(ID: \d{1,12}\) from\x20
        (?<address>${ADDRESS})(?:\(X-[^()]{1,256}\))? in session \w{1,64}$`,
      's',
    ),
    (groups) => ({ ...refused(groups), outcome: 'success' }),
  ),
];
