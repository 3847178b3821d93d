import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { toRfc3339 } from '../model/time.ts';
import { systemClock } from '../platform/clock.ts';
import { inputOfState, type StateReportOptions } from './report.ts';

/** A report of what is stored, as a page in the folder where the console was started. Resolves to its path. */
export async function writeScreenReport(
  options: StateReportOptions,
  folder = process.cwd(),
): Promise<string> {
  const { renderReport } = await import('../report/incident/formats/render.ts');
  const now = systemClock.now();
  const input = await inputOfState(options, {
    ...{ version: options.version, level: options.level, since: null, until: null },
    now,
  });
  const html = renderReport(input, { format: 'html', lang: options.lang, ascii: false });
  const path = resolve(folder, `soc-report-${toRfc3339(now).slice(0, 19).replaceAll(':', '-')}Z.html`);
  // Never over a file, or a link, that is there already; and what it tells is for its owner.
  await writeFile(path, html, { flag: 'wx', mode: 0o600 });
  return path;
}
