import type { FlatRecord } from '../json/json-record.ts';

type Carrier = {
  /** The field that holds the line as it stood in the log. */
  readonly line: string;
  /**
   * One of these fields, or one that begins so (`labels.`), shows that a collector wrote the record, and not a program about
   * itself.
   */
  readonly proofs: readonly string[];
};

/** Of Filebeat, Vector, Fluentd, CloudWatch. */
const COLLECTORS = [
  'log.file.path',
  'log.offset',
  'input.type',
  'agent.type',
  'source_type',
  'ingestionTime',
  'logStreamName',
  'fluentd.tag',
  'kubernetes.pod_name',
  'kubernetes.pod.name',
  'container_name',
  '_index',
  'content.timestamp',
];

const CARRIERS: readonly Carrier[] = [
  { line: 'message', proofs: COLLECTORS },
  // Fluent Bit.
  { line: 'log', proofs: ['date', '@timestamp', 'stream', 'container_name', 'kubernetes.pod_name'] },
  // Loki's.
  { line: 'line', proofs: ['labels.'] },
  // Google's.
  { line: 'textPayload', proofs: ['logName'] },
  // Splunk's.
  { line: '_raw', proofs: ['_time'] },
  // Wazuh's.
  { line: 'full_log', proofs: ['decoder.name', 'agent.id', 'rule.id', 'location'] },
  // OpenTelemetry's.
  { line: 'body', proofs: ['attributes.log.file.name', 'attributes.log.file.path'] },
];

/** All keys that decide which line a record carries. */
export const CARRIED_KEYS: readonly string[] = CARRIERS.map(({ line }) => line);

/** Fields that name the log a collector read the line from. */
const LOGS = [
  'log.file.path',
  'attributes.log.file.path',
  'attributes.log.file.name',
  'labels.filename',
  'labels.container',
  'labels.container_name',
  'labels.service_name',
  'labels.job',
  'file',
  'filename',
  'location',
  'logName',
  'logStreamName',
  'fluentd.tag',
  'kubernetes.container_name',
  'kubernetes.container.name',
  'container_name',
];

/** Fields that name the machine: logs of the same name are on every one. */
const MACHINES = [
  'host.name',
  'host.hostname',
  'agent.hostname',
  'agent.name',
  'labels.host',
  'labels.hostname',
  'labels.instance',
  'labels.node_name',
  'kubernetes.pod_name',
  'kubernetes.pod.name',
  'attributes.host.name',
  'resource.attributes.host.name',
  'host',
  'hostname',
];

/** The same, and as tables (CSV) call them. */
export const LOG_NAMES: ReadonlySet<string> = new Set([
  ...LOGS,
  ...MACHINES,
  ...['source', 'labels', '@logStream', '@log', 'log_stream', 'gl2_source_input', '_HOSTNAME'],
]);

type CarriedLine = { readonly text: string; readonly stream: string };

/** The line of a log that a collector wrote a record of; null when the record is one of its own. */
export function carriedLine(record: FlatRecord): CarriedLine | null {
  for (const { line, proofs } of CARRIERS) {
    const written = record[line];
    if (typeof written !== 'string' || !proofs.some((name) => isProved(record, name))) continue;
    const text = written.trimEnd();
    // A text of several lines is a message of its own.
    if (text === '' || /[\n\0]/.test(text)) return null;
    const parts = [nameIn(record, LOGS), nameIn(record, MACHINES), record.stream];
    return { text, stream: parts.filter((part) => part !== undefined).join(' ') };
  }
  return null;
}

function isProved(record: FlatRecord, name: string): boolean {
  if (!name.endsWith('.')) return record[name] !== undefined;
  return Object.keys(record).some((key) => key.startsWith(name));
}

function nameIn(record: FlatRecord, keys: readonly string[]): string | undefined {
  const name = keys.find((key) => typeof record[key] === 'string');
  return name === undefined ? undefined : String(record[name]);
}
