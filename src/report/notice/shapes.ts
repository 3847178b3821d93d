import type { Alert } from '../../model/alerts/alert.ts';
import type { Level } from '../../model/level.ts';
import { toRfc3339 } from '../../model/time.ts';
import { safeJson, safeText } from '../../platform/safe-text.ts';
import { alertJson } from '../scan-report.ts';
import type { Message } from './message.ts';

/** The forms in which other programs take alerts. */
export const SHAPES = ['json', 'ecs', 'ocsf', 'eve', 'cef'] as const;
export type Shape = (typeof SHAPES)[number];

/** One alert as one line. `cef` is text, all others are JSON objects. */
export function alertLineIn(shape: Shape, alert: Alert, host: string): string {
  return shape === 'cef' ? cefLine(alert, host) : safeJson(alertIn(shape, alert, host));
}

export function alertIn(shape: Exclude<Shape, 'cef'>, alert: Alert, host: string): Record<string, unknown> {
  switch (shape) {
    case 'json':
      return { type: 'alert', host, status: alert.status, ...alertJson(alert) };
    case 'ecs':
      return ecs(alert, host);
    case 'ocsf':
      return ocsf(alert, host);
    case 'eve':
      return eve(alert, host);
  }
}

/** A message for a webhook of no special kind: what people read, and the alerts. */
export function messageJson({
  notice,
  subject,
  text,
  alerts,
  host,
  heldBack,
}: Message): Record<string, unknown> {
  const told = alerts.map((alert) => ({ status: alert.status, ...alertJson(alert) }));
  return { type: notice.kind, id: notice.id, host, subject, text, held_back: heldBack, alerts: told };
}

/** ECS 8: severity from 0 to 100. */
const ECS_SEVERITY: Readonly<Record<Level, number>> = {
  informational: 10,
  low: 25,
  medium: 50,
  high: 75,
  critical: 100,
};

function ecs(alert: Alert, host: string): Record<string, unknown> {
  const { rule, group, evidence, users } = alert;
  return {
    '@timestamp': toRfc3339(alert.lastSeen),
    ecs: { version: '8.11.0' },
    event: {
      id: alert.id,
      kind: 'alert',
      category: [alert.class === 'auth' ? 'authentication' : 'intrusion_detection'],
      type: ['info'],
      start: toRfc3339(alert.firstSeen),
      end: toRfc3339(alert.lastSeen),
      severity: ECS_SEVERITY[rule.level],
      original: evidence[0]?.raw,
    },
    host: { name: host },
    observer: { product: 'soc-console', type: 'ids' },
    message: `${rule.title}: ${alert.eventCount} events`,
    rule: { id: rule.id, name: rule.name, description: rule.title },
    source: { ip: group.src_ip, domain: group.src_host },
    related: { ip: group.src_ip === undefined ? [] : [group.src_ip], user: users },
    threat: { technique: { id: techniques(rule.tags) } },
  };
}

/** OCSF 1.3 severities: 1 informational to 5 critical. */
const OCSF_SEVERITY: Readonly<Record<Level, number>> = {
  informational: 1,
  low: 2,
  medium: 3,
  high: 4,
  critical: 5,
};

/** A Detection Finding (class 2004, activity 1: created). */
function ocsf(alert: Alert, host: string): Record<string, unknown> {
  const { rule, group } = alert;
  return {
    class_uid: 2004,
    category_uid: 2,
    activity_id: 1,
    type_uid: 200_401,
    time: alert.lastSeen,
    start_time: alert.firstSeen,
    end_time: alert.lastSeen,
    count: alert.eventCount,
    severity_id: OCSF_SEVERITY[rule.level],
    confidence_id: Math.max(1, rule.confidence),
    message: rule.title,
    // `device` belongs to the profile of hosts.
    metadata: {
      version: '1.3.0',
      profiles: ['host'],
      product: { name: 'soc-console', vendor_name: 'soc-console' },
    },
    device: { hostname: host, type_id: 1 },
    finding_info: {
      uid: alert.id,
      title: rule.title,
      analytic: { uid: rule.id, name: rule.name, type_id: 1 },
      attacks: techniques(rule.tags).map((uid) => ({ technique: { uid }, version: '17.1' })),
    },
    evidences: group.src_ip === undefined ? [] : [{ src_endpoint: { ip: group.src_ip } }],
    raw_data: alert.evidence[0]?.raw,
  };
}

/** Suricata's severities: 1 is the worst. */
const EVE_SEVERITY: Readonly<Record<Level, number>> = {
  informational: 4,
  low: 3,
  medium: 3,
  high: 2,
  critical: 1,
};

/** As Suricata writes it, for what reads EVE. */
function eve(alert: Alert, host: string): Record<string, unknown> {
  const { rule, group } = alert;
  return {
    timestamp: toRfc3339(alert.lastSeen).replace(/Z$/, '+0000'),
    event_type: 'alert',
    host,
    src_ip: group.src_ip,
    alert: {
      action: 'allowed',
      gid: 1,
      signature_id: signatureId(rule.id),
      rev: 1,
      signature: rule.title,
      category: alert.class,
      severity: EVE_SEVERITY[rule.level],
      metadata: { soc_alert: [alert.id], soc_rule: [rule.name], mitre_technique_id: techniques(rule.tags) },
    },
  };
}

/** A number of its own for each rule, in the range that Suricata leaves to local rules (FNV-1a of its id). */
function signatureId(ruleId: string): number {
  let hash = 0x811c9dc5;
  for (const unit of ruleId) hash = Math.imul(hash ^ (unit.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return 1_000_000 + (hash % 1_000_000);
}

/** ArcSight's severities, 0 to 10. */
const CEF_SEVERITY: Readonly<Record<Level, number>> = {
  informational: 1,
  low: 3,
  medium: 5,
  high: 8,
  critical: 10,
};

function cefLine(alert: Alert, host: string): string {
  const { rule, group, users } = alert;
  const extension: readonly (readonly [string, string | undefined])[] = [
    ['rt', String(alert.lastSeen)],
    ['start', String(alert.firstSeen)],
    ['end', String(alert.lastSeen)],
    ['externalId', alert.id],
    ['cnt', String(alert.eventCount)],
    ['cat', alert.class],
    ['dvchost', host],
    ...(group.src_ip?.includes(':')
      ? ([
          ['c6a2', group.src_ip],
          ['c6a2Label', 'Source IPv6 Address'],
        ] as const)
      : ([['src', group.src_ip]] as const)),
    ['shost', group.src_host],
    ['duser', users[0]],
    ['msg', alert.evidence[0]?.raw],
  ];
  const fields = extension.flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${cefValue(value)}`],
  );
  const head = ['soc-console', 'soc-console', '1', rule.name, rule.title].map(cefHead).join('|');
  return `CEF:0|${head}|${CEF_SEVERITY[rule.level]}|${fields.join(' ')}`;
}

const LONGEST_CEF_VALUE = 1000;

function cefHead(text: string): string {
  return safeText(text).replace(/[\\|]/g, (sign) => `\\${sign}`);
}

function cefValue(text: string): string {
  return safeText(text.slice(0, LONGEST_CEF_VALUE)).replace(/[\\=]/g, (sign) => `\\${sign}`);
}

/** `attack.t1110.001` is T1110.001. */
function techniques(tags: readonly string[]): string[] {
  return tags.flatMap((tag) => {
    const id = /^attack\.(t\d{4}(?:\.\d{3})?)$/.exec(tag)?.[1];
    return id === undefined ? [] : [id.toUpperCase()];
  });
}
