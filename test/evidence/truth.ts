/**
 * What the evidence files hold, counted with grep, awk and jq when they were recorded: real attacks (hydra, sqlmap,
 * nmap, curl) on real servers (OpenSSH 9.2, nginx 1.22) in a closed lab. `logins.csv.log` and `services.conf` are
 * invented. (`access-json.log` was `access.json`: one of its lines is not UTF-8, which the linter takes amiss in a `.json`.)
 * All stamps without zone are UTC; those without year are of 2026.
 */

/** `[address, failures, successes, refused accounts, first failure, last failure]` */
type LoginTruth = readonly [string, number, number, number, string | null, string | null];

/** `[address, requests, answered 2xx or 3xx, first, last]` */
type WebTruth = readonly [string, number, number, string, string];

/** Any time on the day of the recording: what stamps without year are read against. */
export const RECORDED_AT = Date.parse('2026-11-21T08:00:00Z');

export const LOGIN_TRUTH: Readonly<Record<string, readonly LoginTruth[]>> = {
  'auth.log': [
    ['172.30.77.101', 53, 1, 2, '2026-11-21T00:52:02Z', '2026-11-21T00:52:29Z'],
    ['fd50:c077:77::104', 34, 1, 17, '2026-11-21T00:52:35Z', '2026-11-21T00:53:00Z'],
    ['172.30.77.52', 4, 16, 2, '2026-11-21T00:51:53Z', '2026-11-21T00:52:18Z'],
    ['172.30.77.51', 2, 20, 2, '2026-11-21T00:52:01Z', '2026-11-21T00:52:10Z'],
    ['fd50:c077:77::51', 1, 4, 1, '2026-11-21T00:52:18Z', '2026-11-21T00:52:18Z'],
    ['fd50:c077:77::52', 0, 4, 0, null, null],
  ],
  'auth-rfc3339.log': [
    ['172.30.77.101', 53, 1, 2, '2026-11-21T00:52:02.222Z', '2026-11-21T00:52:29.548Z'],
    ['fd50:c077:77::104', 34, 1, 17, '2026-11-21T00:52:35.242Z', '2026-11-21T00:53:00.208Z'],
    ['172.30.77.52', 4, 16, 2, '2026-11-21T00:51:53.175Z', '2026-11-21T00:52:18.085Z'],
    ['172.30.77.51', 2, 20, 2, '2026-11-21T00:52:01.501Z', '2026-11-21T00:52:10.416Z'],
    ['fd50:c077:77::51', 1, 4, 1, '2026-11-21T00:52:18.956Z', '2026-11-21T00:52:18.956Z'],
    ['fd50:c077:77::52', 0, 4, 0, null, null],
  ],
  'auth-repeated.log': [
    ['172.30.77.102', 6, 0, 1, '2026-11-21T00:53:54Z', '2026-11-21T00:54:06Z'],
    ['172.30.77.52', 1, 1, 1, '2026-11-21T00:54:34Z', '2026-11-21T00:54:34Z'],
  ],
  'logins.csv.log': [
    ['203.0.113.120', 30, 0, 1, '2023-06-25T08:13:00Z', '2023-06-25T13:00:50Z'],
    ['203.0.113.45', 25, 0, 1, '2023-06-25T14:22:01Z', '2023-06-25T14:22:49Z'],
    ['192.168.1.11', 14, 19, 1, '2023-06-25T09:08:46Z', '2023-06-25T17:43:41Z'],
    ['192.168.1.13', 14, 22, 1, '2023-06-25T08:31:43Z', '2023-06-25T17:18:25Z'],
    ['203.0.113.99', 13, 0, 13, '2023-06-25T11:40:00Z', '2023-06-25T11:40:56Z'],
    ['192.168.1.17', 12, 20, 1, '2023-06-25T08:56:56Z', '2023-06-25T16:03:07Z'],
    ['203.0.113.77', 12, 1, 1, '2023-06-25T15:05:00Z', '2023-06-25T15:05:37Z'],
    ['2001:db8::67', 9, 0, 1, '2023-06-25T17:01:00Z', '2023-06-25T17:01:24Z'],
    ['192.168.1.10', 8, 20, 1, '2023-06-25T08:27:47Z', '2023-06-25T17:58:33Z'],
    ['192.168.1.14', 8, 21, 1, '2023-06-25T09:29:17Z', '2023-06-25T16:24:54Z'],
    ['192.168.1.15', 7, 13, 1, '2023-06-25T10:12:02Z', '2023-06-25T17:48:26Z'],
    ['192.168.1.12', 6, 20, 1, '2023-06-25T08:38:35Z', '2023-06-25T13:57:58Z'],
    ['192.168.1.16', 4, 15, 1, '2023-06-25T12:25:08Z', '2023-06-25T17:29:00Z'],
  ],
};

const WEB: readonly WebTruth[] = [
  ['172.30.77.103', 733, 18, '2026-11-21T00:52:28Z', '2026-11-21T00:53:10Z'],
  ['172.30.77.102', 309, 309, '2026-11-21T00:51:59Z', '2026-11-21T00:52:07Z'],
  ['172.30.77.52', 91, 79, '2026-11-21T00:51:51Z', '2026-11-21T00:53:35Z'],
  ['172.30.77.51', 89, 79, '2026-11-21T00:51:51Z', '2026-11-21T00:53:32Z'],
  ['fd50:c077:77::52', 15, 13, '2026-11-21T00:51:52Z', '2026-11-21T00:53:34Z'],
  ['fd50:c077:77::51', 9, 9, '2026-11-21T00:52:00Z', '2026-11-21T00:53:28Z'],
];

export const WEB_TRUTH: Readonly<Record<string, readonly WebTruth[]>> = {
  'access.log': WEB,
  'access-json.log': WEB,
};

/** Lines of each file, all of which can be read. */
export const LINES: Readonly<Record<string, number>> = {
  'auth.log': 624,
  'auth-rfc3339.log': 624,
  'auth-repeated.log': 19,
  'logins.csv.log': 313,
  'access.log': 1246,
  'access-json.log': 1246,
};
