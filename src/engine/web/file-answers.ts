import { type LogEvent, retainText } from '../../model/log-event.ts';
import { type DurationMs, type EpochMs, HOUR_MS } from '../../model/time.ts';

const MOST_PAGES = 256;
const LONGEST_PAGE = 256;
/** About what the smallest list of accounts has; a page that writes what it was asked back differs by less. */
const CONSIDERABLE = 300;
/** Pages grow with what is new on them: answers further apart are not compared. */
const TOGETHER_MS: DurationMs = HOUR_MS;
/** A file that is not there. What was refused (403, 406) is the word of a firewall, not of the page. */
const MISSING = [404, 410, 500];

/** Bytes of the shortest and of the longest answer with 200 (null: none yet), whether a file was missing, and when it was last asked. */
type Answers = {
  readonly least: number | null;
  readonly most: number | null;
  readonly isMissing: boolean;
  readonly time: EpochMs;
};
export type SavedFileAnswers = readonly (readonly [page: string, answers: Answers])[];

const NONE: Omit<Answers, 'time'> = { least: null, most: null, isMissing: false };

/**
 * How pages answered who asked them for files of the system. One that answers each time alike does not look at what it is asked
 * for; one that answers otherwise does. Only what one source asked by the same parameters is compared: others may take answers
 * compressed, and a page that ignores one parameter may know no page by the name that another asks for. Who asks for much can
 * only make it forget, and then less is said.
 */
export class FileAnswers {
  private readonly pages = new Map<string, Answers>();

  /** An event that asks for such a file, or tries to. */
  add(event: LogEvent): void {
    const page = pageOf(event);
    const { 'sc-status': status, 'sc-bytes': bytes } = event.fields;
    const isMissing = MISSING.includes(Number(status));
    const size = status === 200 && typeof bytes === 'number' ? bytes : null;
    if (page === null || !(isMissing || size !== null)) return;
    const { pages } = this;
    const known = this.knownOf(page, event.time) ?? NONE;
    // The latest stands last.
    pages.delete(page);
    pages.set(retainText(page), {
      least: size === null ? known.least : Math.min(known.least ?? size, size),
      most: size === null ? known.most : Math.max(known.most ?? size, size),
      isMissing: known.isMissing || isMissing,
      time: event.time,
    });
    if (pages.size > MOST_PAGES) for (const oldest of pages.keys()) return void pages.delete(oldest);
  }

  /** Whether the page of the event answered such a request before it, and considerably otherwise. */
  isUnlike(event: LogEvent): boolean {
    const page = pageOf(event);
    const known = page === null ? undefined : this.knownOf(page, event.time);
    const { 'sc-bytes': bytes } = event.fields;
    if (known === undefined || typeof bytes !== 'number') return false;
    const { least, most, isMissing } = known;
    return isMissing || bytes - (least ?? bytes) >= CONSIDERABLE || (most ?? bytes) - bytes >= CONSIDERABLE;
  }

  save(): SavedFileAnswers {
    return [...this.pages];
  }

  restore(saved: SavedFileAnswers): void {
    for (const [page, answers] of saved) this.pages.set(page, answers);
  }

  private knownOf(page: string, time: EpochMs): Answers | undefined {
    const known = this.pages.get(page);
    return known !== undefined && Math.abs(time - known.time) <= TOGETHER_MS ? known : undefined;
  }
}

/** Who asks, the host, as far as the log tells, the path and the names of the parameters; null: no request, or for no body. */
function pageOf({ category, fields, srcIp }: LogEvent): string | null {
  const { 'cs-uri': target, 'cs-host': host, 'cs-method': method } = fields;
  if (category !== 'web' || typeof target !== 'string' || method === 'HEAD') return null;
  const question = target.indexOf('?');
  const path = question === -1 ? target : target.slice(0, question);
  const names = question === -1 ? '' : target.slice(question).replace(/=[^&]*/g, '');
  const site = typeof host === 'string' ? host : '';
  return `${srcIp} ${[site, path, names].map((part) => part.slice(0, LONGEST_PAGE)).join('')}`;
}
