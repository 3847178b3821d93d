import type { ParserFactory } from '../parser.ts';
import {
  GITEA_FORMS,
  HOME_ASSISTANT_FORMS,
  JELLYFIN_FORMS,
  KEYCLOAK_FORMS,
  ROUNDCUBE_FORMS,
  VAULTWARDEN_FORMS,
} from './application-forms.ts';
import { PROFTPD_FORMS } from './ftp-forms.ts';
import { programLog } from './program-log.ts';

/** Gitea and Forgejo: `2026/11/20 10:00:00 ...ers/web/auth/auth.go:179:SignInPost() [I] MESSAGE`. */
export const GITEA_LOG: ParserFactory = programLog({
  format: 'gitea',
  service: 'gitea',
  head: /^(?:\x1b\[[\d;]{1,8}m)?(?<stamp>\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d) (?=(?:\S{1,128} )?(?:\x1b\[[\d;]{1,8}m)?\[[TDIWEF]\])/,
  forms: GITEA_FORMS,
  begins: /^(?:\S{1,128} )?(?:\x1b\[[\d;]{1,8}m)?\[[TDIWEF]\] /,
});

/** Vaultwarden, once called bitwarden_rs: `[2026-11-20 10:00:00.123][vaultwarden::api::identity][ERROR] MESSAGE`. */
export const VAULTWARDEN_LOG: ParserFactory = programLog({
  format: 'vaultwarden',
  service: 'vaultwarden',
  head: /^\[(?<stamp>\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?: ?[+-]\d\d:?\d\d)?)\](?=\[[\w:]{1,64}\]\[[A-Z]{4,5}\] )/,
  forms: VAULTWARDEN_FORMS,
  begins: /^\[(?:vaultwarden|bitwarden_rs|request|response|start|rocket|auth|ws|error|panic)\b/,
});

/** Home Assistant: `2026-11-20 10:00:00.123 WARNING (MainThread) [homeassistant.components.http.ban] MESSAGE`. */
export const HOME_ASSISTANT_LOG: ParserFactory = programLog({
  format: 'home-assistant',
  service: 'home-assistant',
  head: /^(?:\x1b\[[\d;]{1,8}m)?(?<stamp>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?) (?=[A-Z]{4,8} \([\w-]{1,64}\) \[)/,
  forms: HOME_ASSISTANT_FORMS,
  begins:
    /^[A-Z]{4,8} \([\w-]{1,64}\) \[(?:homeassistant|custom_components|py\.warnings|aiohttp)[\w.]{0,128}\] /,
});

/** Keycloak: `2026-11-20 10:00:00,123 WARN  [org.keycloak.events] (executor-thread-1) type="LOGIN_ERROR", …`. */
export const KEYCLOAK_LOG: ParserFactory = programLog({
  format: 'keycloak',
  service: 'keycloak',
  head: /^(?<stamp>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}) (?=[A-Z]{4,5} {1,2}\[[\w.$]{1,128}\] \()/,
  forms: KEYCLOAK_FORMS,
  begins:
    /^[A-Z]{4,5} {1,2}\[(?:org\.keycloak|org\.infinispan|org\.hibernate|io\.quarkus|org\.jboss)[\w.$]{0,128}\] \(/,
});

/** Jellyfin: `[2026-11-20 10:00:00.123 +00:00] [INF] [22] NAME: MESSAGE`. */
export const JELLYFIN_LOG: ParserFactory = programLog({
  format: 'jellyfin',
  service: 'jellyfin',
  // In a container it tells no day: the runtime's stamp stands before it.
  head: /^\[?(?<stamp>\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z| ?[+-]\d\d:\d\d))(?:\]| \[\d\d:\d\d:\d\d\]) (?=\[[A-Z]{3}\] )/,
  forms: JELLYFIN_FORMS,
  begins: /^\[[A-Z]{3}\] \[\d{1,6}\] (?:Jellyfin|Emby|MediaBrowser|Main|Microsoft)[\w.]{0,128}: /,
});

/** Roundcube's `errors.log` and `userlogins.log`: `[20-Nov-2026 10:00:00 +0000]: <SESSION> MESSAGE`. */
export const ROUNDCUBE_LOG: ParserFactory = programLog({
  format: 'roundcube',
  service: 'roundcube',
  head: /^\[(?<stamp>\d\d-[A-Z][a-z]{2}-\d{4} \d\d:\d\d:\d\d(?:\.\d{1,6})? [+-]\d{4})\]: /,
  forms: ROUNDCUBE_FORMS,
  begins:
    /^(?:<\w{4,64}> \w|IMAP Error: |PHP Error: |(?:Failed|FAILED|Successful) login for |DB Error: |SMTP Error: )/,
});

/** ProFTPD's own `SystemLog`: `2026-11-20 10:00:00,123 ftp proftpd[7] MESSAGE`; `Nov 20 10:00:00` before 1.3.5. */
export const PROFTPD_LOG: ParserFactory = programLog({
  format: 'proftpd',
  service: 'proftpd',
  head: /^(?<stamp>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}|[A-Z][a-z]{2} [ \d]?\d \d\d:\d\d:\d\d) [\w.-]{1,255} proftpd\[(?<pid>\d{1,10})\] /,
  forms: PROFTPD_FORMS,
  begins: /^[\w.:-]{1,255}(?: \(|: )/,
});
