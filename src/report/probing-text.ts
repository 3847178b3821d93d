import type { Finding } from '../model/audit/finding.ts';
import type { Probing } from '../model/audit/probing.ts';
import { toRfc3339 } from '../model/time.ts';
import { safeText } from '../platform/safe-text.ts';
import { counted, type PlainWords } from './plain-words.ts';

/** A finding, and who tries what it is about where that is known. */
export type ProbedFinding = Finding & { readonly probing?: Probing | null };

/** `3 alerts, by 203.0.113.7; last 2026-…`. Clean text. */
export function probingText(probing: Probing, words: PlainWords): string {
  const { alerts, attackers, attackersTotal, packets, scans, last } = probing;
  const parts = [
    ...(alerts.length > 0 ? [counted(alerts.length, 'alert', words)] : []),
    ...(packets > 0 ? [`${counted(packets, 'packet', words)} ${words.packetsLogged}`] : []),
    ...(scans > 0 ? [counted(scans, 'scan', words)] : []),
  ];
  const more = attackersTotal - attackers.length;
  const who = attackers.length === 0 ? '' : `, ${words.by} ${attackers.map(safeText).join(', ')}`;
  const when =
    last === null ? '' : `${words.semicolon}${words.last} ${toRfc3339(last).replace(/\.\d+Z$/, 'Z')}`;
  return `${parts.join(', ')}${who}${more > 0 ? ` +${more}` : ''}${when}`;
}

/** For programs. */
export function probingJson(probing: Probing): Record<string, unknown> {
  const { alerts, level, attackers, attackersTotal, packets, scans, last } = probing;
  return {
    ...{ alerts, level, attackers, attackers_total: attackersTotal, packets, scans },
    last: last === null ? null : toRfc3339(last),
  };
}

/** `mysql 3306`, `sshd PermitRootLogin`; of a service that nobody knows its `port 2024`. Untrusted. */
export function subjectOf({ service, port, setting }: Pick<Finding, 'service' | 'port' | 'setting'>): string {
  if (service === 'unknown' && port !== null) return `port ${port}`;
  return [service, setting ?? port].filter((part) => part !== null).join(' ');
}
