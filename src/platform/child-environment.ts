/** Firewall tools live there, and the PATH of an ordinary user does not name it. */
const SYSTEM_FOLDERS = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/** What only we ask with: no program that we start needs to know. */
const secrets = new Set(['LOKI_PASSWORD', 'LOKI_BEARER_TOKEN']);

/** From now on no program that this thread starts is given these variables: the configuration names them as secrets. */
export function withhold(names: readonly string[]): void {
  for (const name of names) secrets.add(name);
}

/**
 * Of a program that we start. Of PATH only folders that are named in full: a `.` in it would run what lies in the folder of
 * evidence that somebody looks through.
 */
export function childEnvironment(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const folders = (env.PATH ?? '/usr/bin:/bin').split(':').filter((folder) => folder.startsWith('/'));
  const open = Object.entries(env).filter(([name]) => !secrets.has(name));
  return { ...Object.fromEntries(open), PATH: [...folders, ...SYSTEM_FOLDERS].join(':') };
}
