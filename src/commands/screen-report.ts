import { systemClock } from '../platform/clock.ts';
import { writeNewFile } from './new-file.ts';
import { inputOfState, type StateReportOptions } from './report.ts';

/** A report of what is stored, as a page in the folder where the console was started. Resolves to its path. */
export async function writeScreenReport(
  options: StateReportOptions,
  folder: string,
  audited: 'machine' | 'nothing' = 'machine',
): Promise<string> {
  const { renderReport } = await import('../report/incident/formats/render.ts');
  const now = systemClock.now();
  const settings = { version: options.version, level: options.level, since: null, until: null, now };
  const input = await inputOfState(options, settings, audited);
  const html = renderReport(input, { format: 'html', lang: options.lang, ascii: false });
  return writeNewFile(folder, { name: 'report', extension: 'html', now }, html);
}
