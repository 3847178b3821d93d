import { Engine } from '../../../src/engine/engine.ts';
import { recordLine } from '../../../src/engine/packets/records.ts';
import type { Alert } from '../../../src/model/alerts/alert.ts';
import { engineOptions, shippedRules } from '../run-engine.ts';
import { analyse } from './read.ts';

const rules = await shippedRules();

/** What the shipped rules say to this capture. */
export function alertsOfCapture(bytes: Uint8Array): readonly Alert[] {
  const { records } = analyse(bytes);
  const engine = new Engine(engineOptions(rules));
  const text = records.map((record) => `${recordLine(record)}\n`).join('');
  const block = { source: 'capture', format: 'packets', text, firstLine: 1, bytes: text.length } as const;
  engine.step({ kind: 'open', source: 'capture', format: null });
  const now = Math.max(...records.map(({ time }) => time));
  engine.step({ kind: 'block', block: { ...block, yearReference: now, observedAt: now } });
  engine.step({ kind: 'end', source: 'capture' });
  return engine.alerts();
}
