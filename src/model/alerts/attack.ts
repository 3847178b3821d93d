/** MITRE ATT&CK Enterprise, version 16: tactics in the order of its matrix, by the name that Sigma tags use. */
export const TACTICS = [
  'reconnaissance',
  'resource-development',
  'initial-access',
  'execution',
  'persistence',
  'privilege-escalation',
  'defense-evasion',
  'credential-access',
  'discovery',
  'lateral-movement',
  'collection',
  'command-and-control',
  'exfiltration',
  'impact',
] as const;
export type Tactic = (typeof TACTICS)[number];

/** The techniques that the shipped rules name, each with its name and the tactic that the rules mean. */
const TECHNIQUES: Readonly<Record<string, readonly [name: string, tactic: Tactic]>> = {
  'T1003.008': ['OS Credential Dumping: /etc/passwd and /etc/shadow', 'credential-access'],
  T1005: ['Data from Local System', 'collection'],
  T1040: ['Network Sniffing', 'credential-access'],
  T1046: ['Network Service Discovery', 'discovery'],
  T1048: ['Exfiltration Over Alternative Protocol', 'exfiltration'],
  T1053: ['Scheduled Task/Job', 'execution'],
  'T1053.003': ['Scheduled Task/Job: Cron', 'persistence'],
  T1059: ['Command and Scripting Interpreter', 'execution'],
  'T1059.004': ['Command and Scripting Interpreter: Unix Shell', 'execution'],
  'T1059.007': ['Command and Scripting Interpreter: JavaScript', 'execution'],
  T1068: ['Exploitation for Privilege Escalation', 'privilege-escalation'],
  'T1070.002': ['Indicator Removal: Clear Linux or Mac System Logs', 'defense-evasion'],
  T1071: ['Application Layer Protocol', 'command-and-control'],
  'T1071.004': ['Application Layer Protocol: DNS', 'command-and-control'],
  T1078: ['Valid Accounts', 'initial-access'],
  'T1078.003': ['Valid Accounts: Local Accounts', 'privilege-escalation'],
  T1083: ['File and Directory Discovery', 'discovery'],
  T1098: ['Account Manipulation', 'persistence'],
  'T1098.007': ['Account Manipulation: Additional Local or Domain Groups', 'persistence'],
  T1110: ['Brute Force', 'credential-access'],
  'T1110.001': ['Brute Force: Password Guessing', 'credential-access'],
  'T1110.003': ['Brute Force: Password Spraying', 'credential-access'],
  'T1110.004': ['Brute Force: Credential Stuffing', 'credential-access'],
  T1136: ['Create Account', 'persistence'],
  'T1136.001': ['Create Account: Local Account', 'persistence'],
  T1190: ['Exploit Public-Facing Application', 'initial-access'],
  T1213: ['Data from Information Repositories', 'collection'],
  T1498: ['Network Denial of Service', 'impact'],
  'T1498.001': ['Network Denial of Service: Direct Network Flood', 'impact'],
  'T1498.002': ['Network Denial of Service: Reflection Amplification', 'impact'],
  T1499: ['Endpoint Denial of Service', 'impact'],
  'T1499.001': ['Endpoint Denial of Service: OS Exhaustion Flood', 'impact'],
  'T1499.002': ['Endpoint Denial of Service: Service Exhaustion Flood', 'impact'],
  'T1505.003': ['Server Software Component: Web Shell', 'persistence'],
  T1531: ['Account Access Removal', 'impact'],
  'T1543.002': ['Create or Modify System Process: Systemd Service', 'persistence'],
  T1548: ['Abuse Elevation Control Mechanism', 'privilege-escalation'],
  'T1548.001': ['Abuse Elevation Control Mechanism: Setuid and Setgid', 'privilege-escalation'],
  'T1548.003': ['Abuse Elevation Control Mechanism: Sudo and Sudo Caching', 'privilege-escalation'],
  'T1557.002': ['Adversary-in-the-Middle: ARP Cache Poisoning', 'credential-access'],
  'T1568.002': ['Dynamic Resolution: Domain Generation Algorithms', 'command-and-control'],
  'T1562.001': ['Impair Defenses: Disable or Modify Tools', 'defense-evasion'],
  'T1562.004': ['Impair Defenses: Disable or Modify System Firewall', 'defense-evasion'],
  T1589: ['Gather Victim Identity Information', 'reconnaissance'],
  'T1589.001': ['Gather Victim Identity Information: Credentials', 'reconnaissance'],
  'T1584.002': ['Compromise Infrastructure: DNS Server', 'resource-development'],
  'T1590.002': ['Gather Victim Network Information: DNS', 'reconnaissance'],
  T1595: ['Active Scanning', 'reconnaissance'],
  'T1595.001': ['Active Scanning: Scanning IP Blocks', 'reconnaissance'],
  'T1595.002': ['Active Scanning: Vulnerability Scanning', 'reconnaissance'],
  'T1595.003': ['Active Scanning: Wordlist Scanning', 'reconnaissance'],
};

/** `attack.t1110.001` -> `T1110.001`. */
export function techniques(tags: readonly string[]): readonly string[] {
  return tags.flatMap((tag) => {
    const match = /^attack\.(t\d{4}(?:\.\d{3})?)$/i.exec(tag);
    return match?.[1] === undefined ? [] : [match[1].toUpperCase()];
  });
}

/** `attack.credential_access` -> `credential-access`. */
export function tactics(tags: readonly string[]): readonly Tactic[] {
  const named = tags.map((tag) => tag.toLowerCase().replaceAll('_', '-'));
  return TACTICS.filter((tactic) => named.includes(`attack.${tactic}`));
}

export function techniqueName(id: string): string | null {
  return Object.hasOwn(TECHNIQUES, id) ? (TECHNIQUES[id]?.[0] ?? null) : null;
}

/** What a technique is for, in a rule with these tags; null when neither the table nor the tags say it. */
export function tacticOf(technique: string, tags: readonly string[]): Tactic | null {
  const known = Object.hasOwn(TECHNIQUES, technique) ? TECHNIQUES[technique] : undefined;
  return known?.[1] ?? tactics(tags)[0] ?? null;
}
