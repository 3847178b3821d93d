import type { FlatRecord } from '../json/json-record.ts';

type Envelope = { readonly within: string; readonly proof: string };

/** The field in which tools that hand a record out keep it, and the field that shows that it was them. */
const ENVELOPES: readonly Envelope[] = [
  // Elasticsearch, OpenSearch.
  { within: '_source.', proof: '_index' },
  // Splunk.
  { within: 'result.', proof: 'result._raw' },
  // Datadog.
  { within: 'content.', proof: 'content.timestamp' },
  // Google's logging.
  { within: 'jsonPayload.', proof: 'logName' },
];

type Opened = {
  readonly record: FlatRecord;
  /** The path under which the record stood: empty, or with a dot at its end. */
  readonly within: string;
};

/** The record with what stands in its envelope at its own level as well. */
export function openEnvelope(record: FlatRecord): Opened {
  for (const { within, proof } of ENVELOPES) {
    if (record[proof] === undefined) continue;
    const opened: FlatRecord = { ...record };
    let isOpened = false;
    for (const [name, value] of Object.entries(record)) {
      if (!name.startsWith(within)) continue;
      opened[name.slice(within.length)] = value;
      isOpened = true;
    }
    if (isOpened) return { record: opened, within };
  }
  return { record, within: '' };
}
