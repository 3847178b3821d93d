/** What the command line and the configuration both let choose from. */

/** The engine's formats, which a source can be told to have; a test compares them. */
export const INPUT_FORMATS = [
  'syslog',
  'login',
  'access',
  'access-json',
  'json',
  'journald',
  'logfmt',
  'docker',
  'cri',
  'nginx-error',
  'apache-error',
  'vsftpd',
  'w3c',
  'auditd',
  'json-pretty',
  'haproxy',
  'cef',
  'exim',
  'elb',
  'envoy',
  'cisco',
  'lighttpd-error',
  'mysql-error',
  'asterisk',
  'squid',
  'gitea',
  'vaultwarden',
  'home-assistant',
  'keycloak',
  'jellyfin',
  'roundcube',
  'proftpd',
  'postgresql',
  'proxy-manager',
  'ids-alerts',
  'zeek',
] as const;

/** Frames a second that new data may cost; a key press is always painted at once. */
export const FPS = { min: 1, max: 30 } as const;
