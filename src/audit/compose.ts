import { isMap, isScalar, isSeq } from 'yaml';
import { imageService } from '../engine/audit/name-service.ts';
import type { Policy } from '../engine/audit/policy.ts';
import type { ServiceEntry } from '../model/audit/finding.ts';
import { ComposeFile, ComposeTooLargeError } from './compose-file.ts';
import { composeSettings } from './compose-settings.ts';
import { readConfigText } from './include.ts';
import { type AuditInput, MOST_SERVICES, NOTHING } from './input.ts';

/** Ports of one line: a range of more is left out, and said. */
const MOST_PORTS = 1000;

/** The ports that a compose file publishes, each with its line. `text`: what stands in it, where it was read already. */
export function readCompose(path: string, policy: Policy, text?: string): AuditInput {
  const notes: string[] = [];
  const file = text === undefined ? readConfigText(path, (what) => void notes.push(what)) : { text };
  if (file === null) return { ...NOTHING, source: path, kind: 'compose', notes };
  const base = { ...NOTHING, source: path, kind: 'compose' as const, notes };
  try {
    const compose = new ComposeFile(file.text);
    const services = composePorts(compose, policy, (what) => void notes.push(what));
    const { bad, badTotal } = compose;
    return { ...base, services, settings: composeSettings(path, compose), bad, badTotal };
  } catch (error) {
    const reason = reasonOf(error);
    if (reason === null) throw error;
    return { ...base, bad: [{ line: 1, reason, raw: '' }], badTotal: 1 };
  }
}

/** A few lines that stand for billions, or that no stack is deep enough for; null: a mistake of ours. */
function reasonOf(error: unknown): string | null {
  if (error instanceof RangeError) return 'its YAML is nested too deeply';
  const isBomb = error instanceof ComposeTooLargeError || error instanceof ReferenceError;
  return isBomb ? 'its aliases stand for more than a compose file holds' : null;
}

/** The ports that the services of a Compose file publish. `note` is told what could not be understood. */
export function composePorts(
  compose: ComposeFile,
  policy: Policy,
  note: (text: string) => void,
): ServiceEntry[] {
  let total = 0;
  return compose.services().flatMap(({ name, items }) => {
    const ports = compose.resolved(items.get('ports')?.value);
    if (!isSeq(ports)) return [];
    const image = String(compose.resolved(items.get('image')?.value) ?? name);
    return ports.items.flatMap((item) => {
      if (total > MOST_SERVICES) return [];
      const start = (isScalar(item) || isMap(item)) && item.range ? item.range[0] : 0;
      const line = compose.lineAt(start);
      const written = isMap(item) ? item.toJSON() : isScalar(item) ? (item.source ?? String(item.value)) : '';
      const published = typeof written === 'string' ? shortPorts(written) : longPorts(written);
      if (published === null) note(`line ${line}: ports that are not understood, or more than ${MOST_PORTS}`);
      total += published?.length ?? 0;
      return (published ?? []).map(
        (port): ServiceEntry => ({
          ...{ line, raw: compose.lineText(line), access: null, status: 'published' },
          ...{ port: port.published, bind: port.bind, transport: port.transport },
          service: imageService(image, { port: port.target, transport: port.transport }, policy),
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
