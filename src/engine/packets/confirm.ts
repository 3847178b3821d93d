import type { AlertClass, AlertHead } from '../../model/alerts/alert.ts';
import type { FloodKind } from '../../model/capture.ts';
import type { SourceId } from '../../model/log-record.ts';
import type { Confirmed } from './summary.ts';

type Named = Readonly<Record<'src_ip' | 'dst_ip' | 'dst_port', string | null>>;

/** Rules that speak of several kinds of a flood group by the kind; others speak of these. */
const USUAL_KINDS: ReadonlySet<FloodKind> = new Set(['syn', 'udp', 'icmp']);

/** The scans and floods of a capture of which a rule made an alert: thresholds stand in the rules and nowhere else. */
export function confirmedBy(alerts: readonly AlertHead[], capture: SourceId): Confirmed {
  const own = (wanted: AlertClass) =>
    alerts.filter(
      (alert) => alert.class === wanted && alert.sources.includes(capture) && isOfAddresses(alert.group),
    );
  const scans = own('scan');
  const floods = own('flood');
  return {
    scan: ({ source, target, port, first, last }) => {
      const named = { src_ip: source, dst_ip: target, dst_port: port === null ? null : String(port) };
      return scans.some(
        (alert) => agrees(alert, named) && alert.lastSeen >= first && alert.firstSeen <= last,
      );
    },
    flood: ({ kind, source, target, port, first, last }) => {
      const named = { src_ip: source, dst_ip: target, dst_port: port === null ? null : String(port) };
      return floods.some(
        (alert) =>
          isOfKind(alert, kind) && agrees(alert, named) && alert.lastSeen >= first && alert.firstSeen <= last,
      );
    },
  };
}

/** Whether an alert is about IP addresses. Those about the local network name hardware addresses, or nobody. */
export function isOfAddresses({ src_ip, dst_ip, mac }: AlertHead['group']): boolean {
  return mac === undefined && (src_ip !== undefined || dst_ip !== undefined);
}

function isOfKind({ group }: AlertHead, kind: FloodKind): boolean {
  return group.flood === undefined ? USUAL_KINDS.has(kind) : group.flood === kind;
}

function agrees({ group }: AlertHead, named: Named): boolean {
  return (['src_ip', 'dst_ip', 'dst_port'] as const).every(
    (field) => group[field] === undefined || group[field] === named[field],
  );
}
