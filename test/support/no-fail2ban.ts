/** For the environment of what a test runs: whom this machine's fail2ban ignores would not be banned there. */
export const NO_FAIL2BAN = { FAIL2BAN_CONFIG_DIR: '/nowhere/fail2ban' } as const;
