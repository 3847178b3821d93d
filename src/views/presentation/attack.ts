/** Names of the ATT&CK techniques that the console's own rules use (MITRE ATT&CK Enterprise, version 16). */
const NAMES: Readonly<Record<string, string>> = {
  T1046: 'Network Service Discovery',
  T1059: 'Command and Scripting Interpreter',
  T1071: 'Application Layer Protocol',
  T1078: 'Valid Accounts',
  T1083: 'File and Directory Discovery',
  T1110: 'Brute Force',
  'T1110.001': 'Brute Force: Password Guessing',
  'T1110.003': 'Brute Force: Password Spraying',
  'T1110.004': 'Brute Force: Credential Stuffing',
  T1190: 'Exploit Public-Facing Application',
  T1498: 'Network Denial of Service',
  T1499: 'Endpoint Denial of Service',
  'T1505.003': 'Web Shell',
  T1595: 'Active Scanning',
  'T1595.002': 'Active Scanning: Vulnerability Scanning',
};

/** `attack.t1110.001` -> `T1110.001`. */
export function techniques(tags: readonly string[]): readonly string[] {
  return tags.flatMap((tag) => {
    const match = /^attack\.(t\d{4}(?:\.\d{3})?)$/i.exec(tag);
    return match?.[1] === undefined ? [] : [match[1].toUpperCase()];
  });
}

/** `attack.credential-access` -> `credential access`. */
export function tactics(tags: readonly string[]): readonly string[] {
  return tags.flatMap((tag) => {
    const match = /^attack\.([a-z][a-z_-]+)$/i.exec(tag);
    return match?.[1] === undefined ? [] : [match[1].replaceAll(/[_-]/g, ' ')];
  });
}

export function techniqueName(id: string): string | null {
  return NAMES[id] ?? null;
}
