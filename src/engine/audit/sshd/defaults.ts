/**
 * What sshd does where nobody says anything, as `sshd -T` prints it: OpenSSH 7.4 to 10, servconf.c
 * (`fill_default_server_options`). Lists of algorithms are missing: they change with every version, and are good.
 */
export const SSHD_DEFAULTS: Readonly<Record<string, string>> = {
  addressfamily: 'any',
  allowagentforwarding: 'yes',
  allowstreamlocalforwarding: 'yes',
  allowtcpforwarding: 'yes',
  authenticationmethods: 'any',
  authorizedkeysfile: '.ssh/authorized_keys .ssh/authorized_keys2',
  banner: 'none',
  chrootdirectory: 'none',
  clientalivecountmax: '3',
  clientaliveinterval: '0',
  disableforwarding: 'no',
  exposeauthinfo: 'no',
  fingerprinthash: 'sha256',
  forcecommand: 'none',
  gatewayports: 'no',
  gssapiauthentication: 'no',
  hostbasedauthentication: 'no',
  hostbasedusesnamefrompacketonly: 'no',
  ignorerhosts: 'yes',
  ignoreuserknownhosts: 'no',
  kbdinteractiveauthentication: 'yes',
  kerberosauthentication: 'no',
  logingracetime: '120',
  loglevel: 'info',
  maxauthtries: '6',
  maxsessions: '10',
  maxstartups: '10:30:100',
  passwordauthentication: 'yes',
  permitemptypasswords: 'no',
  permitrootlogin: 'prohibit-password',
  permittty: 'yes',
  permittunnel: 'no',
  permituserenvironment: 'no',
  permituserrc: 'yes',
  printlastlog: 'yes',
  printmotd: 'yes',
  pubkeyauthentication: 'yes',
  strictmodes: 'yes',
  syslogfacility: 'auth',
  tcpkeepalive: 'yes',
  usedns: 'no',
  usepam: 'no',
  x11forwarding: 'no',
  x11uselocalhost: 'yes',
};

/** Older names of the same settings. */
export const SSHD_ALIASES: Readonly<Record<string, string>> = {
  challengeresponseauthentication: 'kbdinteractiveauthentication',
  skeyauthentication: 'kbdinteractiveauthentication',
  dsaauthentication: 'pubkeyauthentication',
  pubkeyacceptedkeytypes: 'pubkeyacceptedalgorithms',
  hostbasedacceptedkeytypes: 'hostbasedacceptedalgorithms',
  keepalive: 'tcpkeepalive',
};

/** Settings whose values are times: `2m` is 120. */
export const SSHD_TIMES: ReadonlySet<string> = new Set(['logingracetime', 'clientaliveinterval']);
