import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { imageService } from '../engine/audit/name-service.ts';
import type { Policy } from '../engine/audit/policy.ts';
import type { ServiceEntry } from '../model/finding.ts';
import { entriesOf, resolved } from './compose-items.ts';
import { composeSettings } from './compose-settings.ts';
import { readConfigText } from './include.ts';
import { type AuditInput, NOTHING } from './input.ts';

/** Ports of one line: a range of more is left out, and said. */
const MOST_PORTS = 1000;

/** The ports that a compose file publishes, each with its line. `text`: what stands in it, where it was read already. */
export function readCompose(path: string, policy: Policy, text?: string): AuditInput {
  const notes: string[] = [];
  const file = text === undefined ? readConfigText(path, (what) => void notes.push(what)) : { text };
  if (file === null) return { ...NOTHING, source: path, kind: 'compose', notes };
  const base = { ...NOTHING, source: path, kind: 'compose' as const, notes };
  try {
    const services = composePorts(file.text, policy, (what) => void notes.push(what));
    return { ...base, services, settings: composeSettings(path, file.text) };
  } catch (error) {
    // Aliases of aliases: a few lines that stand for billions.
    if (!(error instanceof ReferenceError)) throw error;
    notes.push(`it cannot be read: ${error.message}`);
    return base;
  }
}

export function composePorts(text: string, policy: Policy, note: (text: string) => void): ServiceEntry[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  for (const { message } of document.errors.slice(0, 5)) note(message.split('\n')[0] ?? message);
  const services = resolved(document.get('services', true), document);
  if (!isMap(services)) return [];
  return entriesOf(services, document).flatMap(([name, { value }]) => {
    const service = resolved(value, document);
    if (!isMap(service)) return [];
    const of = new Map(entriesOf(service, document));
    const ports = resolved(of.get('ports')?.value, document);
    if (!isSeq(ports)) return [];
    const image = String(resolved(of.get('image')?.value, document) ?? name);
    return ports.items.flatMap((item) => {
      const start = (isScalar(item) || isMap(item)) && item.range ? item.range[0] : 0;
      const { line } = lines.linePos(start);
      const written = isMap(item) ? item.toJSON() : isScalar(item) ? (item.source ?? String(item.value)) : '';
      const published = typeof written === 'string' ? shortPorts(written) : longPorts(written);
      if (published === null) note(`line ${line}: ports that are not understood, or more than ${MOST_PORTS}`);
      return (published ?? []).map(
        (port): ServiceEntry => ({
          ...{ line, raw: text.split('\n')[line - 1]?.trim() ?? '', access: null, status: 'published' },
          ...{ port: port.published, bind: port.bind, transport: port.transport },
          service: imageService(image, port.target, policy),
          holder: { program: image, pid: null, unit: null, container: name },
        }),
      );
    });
  });
}

type Published = {
  readonly published: number;
  readonly target: number;
  readonly bind: string;
  readonly transport: 'tcp' | 'udp';
};

const SHORT =
  /^(?:(?:\[([^\]]*)\]|([^:]*)):)?(?:(\d{1,5})(?:-(\d{1,5}))?:)(\d{1,5})(?:-(\d{1,5}))?(?:\/(tcp|udp))?$/;

/** `127.0.0.1:8080:80`, `3000-3005:3000-3005/udp`. A port alone (`80`) is published on one that Docker chooses. */
function shortPorts(written: string): Published[] | null {
  const text = withDefaults(written);
  if (/^\d{1,5}(?:-\d{1,5})?(?:\/\w+)?$/.test(text)) return [];
  const [, bracketed, host, first, last, target, , protocol] = SHORT.exec(text) ?? [];
  if (first === undefined || target === undefined) return null;
  const count = Number(last ?? first) - Number(first) + 1;
  if (count < 1 || count > MOST_PORTS || Number(first) + count > 65_536) return null;
  const common = {
    bind: bracketed ?? host ?? '0.0.0.0',
    transport: protocol === 'udp' ? 'udp' : 'tcp',
  } as const;
  return Array.from({ length: count }, (_, index) => ({
    ...common,
    published: Number(first) + index,
    target: Number(target) + index,
  }));
}

/** `${PORT:-8080}` is 8080 where nobody says otherwise; what has no default stays, and is not understood. */
function withDefaults(text: string): string {
  return text.slice(0, 300).replace(/\$\{\w+:?-([^{}]*)\}/g, '$1');
}

/** `{target: 80, published: 8080, host_ip: 127.0.0.1, protocol: tcp}` */
function longPorts(item: Readonly<Record<string, unknown>>): Published[] | null {
  const { target, published, host_ip: bind = '0.0.0.0', protocol = 'tcp' } = item;
  if (published === undefined) return [];
  return shortPorts(`[${String(bind)}]:${String(published)}:${String(target)}/${String(protocol)}`);
}
