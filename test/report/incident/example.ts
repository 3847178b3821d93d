import { relative } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { readOnce } from '../../../src/commands/scan/read-once.ts';
import { reportOfScan } from '../../../src/core/snapshot/report-input.ts';
import type { ReportInput } from '../../../src/report/incident/input.ts';
import { EXAMPLE_BANS, exampleActions } from './example-response.ts';

/** Those whose stamps say their year: what they hold depends on no file's age. */
const EVIDENCE = [
  'auth-rfc3339.log',
  'access.log',
  'capture-scan.pcapng',
  'capture-synflood.pcap',
  'services.conf',
];
const MADE = Date.parse('2026-11-21T08:00:00Z');

/** The recorded attacks as a report of docs/examples tells them, with a response beside that might have been. */
export async function exampleInput(language: 'en' | 'fr' = 'en'): Promise<ReportInput> {
  const folder = fileURLToPath(new URL('../../evidence/', import.meta.url));
  const paths = EVIDENCE.map((name) => relative(process.cwd(), `${folder}${name}`));
  const shipped = fileURLToPath(new URL('../../../config', import.meta.url));
  const { result } = await readOnce(
    {
      ...{
        paths,
        shipped,
        timeZone: 'UTC',
        since: null,
        until: null,
        inputFormat: null,
        logsource: null,
        loki: null,
      },
      ...{ rules: [], policy: null, quiet: true, version: '1.0.0', language },
    },
    { say: () => {}, stdin: () => Readable.from([]), settle: () => Promise.resolve() },
  );
  const settings = { version: '1.0.0', now: MADE, level: 'low', since: null, until: null } as const;
  const input = await reportOfScan(result, settings);
  return { ...input, decisions: EXAMPLE_BANS, actions: exampleActions() };
}
