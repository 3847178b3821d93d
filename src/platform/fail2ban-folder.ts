/** Where fail2ban's configuration lies: a port elsewhere (`/usr/local/etc/fail2ban`) says it by the variable that fail2ban's own tests have. */
export function fail2banFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const named = environment.FAIL2BAN_CONFIG_DIR ?? '';
  return named.startsWith('/') ? named : '/etc/fail2ban';
}
