import { type LogEvent, retainText } from '../../model/log-event.ts';

const MOST_PAGES = 256;
const LONGEST_PAGE = 256;
/** About what the smallest list of accounts has; a page that writes what it was asked back differs by less. */
const CONSIDERABLE = 300;
/** A file that is not there. What was refused (403, 406) is the word of a firewall, not of the page. */
const MISSING = [404, 410, 500];

/** Bytes of the shortest and of the longest answer with 200 (null: none yet), and whether a file was missing. */
type Answers = { readonly least: number | null; readonly most: number | null; readonly isMissing: boolean };
export type SavedFileAnswers = readonly (readonly [page: string, answers: Answers])[];

const NONE: Answers = { least: null, most: null, isMissing: false };

/**
 * How pages answered those who asked them for files of the system. One that answers all of them alike does not look at what
 * it is asked for; one that answers otherwise does. Who asks for much can only make it forget, and then less is said.
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
    const known = pages.get(page) ?? NONE;
    // The latest stands last.
    pages.delete(page);
    pages.set(retainText(page), {
      least: size === null ? known.least : Math.min(known.least ?? size, size),
      most: size === null ? known.most : Math.max(known.most ?? size, size),
      isMissing: known.isMissing || isMissing,
    });
    if (pages.size > MOST_PAGES) for (const oldest of pages.keys()) return void pages.delete(oldest);
  }

  /** Whether the page of the event answered such a request before it, and considerably otherwise. */
  isUnlike(event: LogEvent): boolean {
    const page = pageOf(event);
    const known = page === null ? undefined : this.pages.get(page);
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
}

/** Its host, as far as the log tells, and its path; null: no request. */
function pageOf({ category, fields }: LogEvent): string | null {
  const { 'cs-uri': target, 'cs-host': host } = fields;
  if (category !== 'web' || typeof target !== 'string') return null;
  const question = target.indexOf('?');
  const path = target.slice(0, Math.min(question === -1 ? target.length : question, LONGEST_PAGE));
  return typeof host === 'string' ? `${host.slice(0, LONGEST_PAGE)}${path}` : path;
}
