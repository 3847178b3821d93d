import { type LogEvent, retainText } from '../../model/log-event.ts';
import { type EpochMs, SECOND_MS } from '../../model/time.ts';

/** This many requests of a source within ten seconds make it worth a look at what it asks for. */
const BUSY = 8;
/** This many distinct pages within `SPAN_MS` are told together. */
const PAGES_TOLD = 40;
const SPAN_MS = 20 * SECOND_MS;
/** Sources whose pages are known at once; the one that was silent longest is forgotten for a new one. */
const MOST_SOURCES = 4096;

/** The first address in quotes of a line: of the request in an access log (`"GET /a?b`), of the path in a record. */
const PATH = /"(?:[A-Z]{3,8} (?:https?:\/\/[^/ "]{1,256})?)?(\/[^ ?#"\\]{0,512})/;
const LONGEST_PREFIX = 1024;
/** Files that belong to a page, and those that browsers ask for by themselves. */
const PART =
  /\.(?:avif|bmp|css|eot|gif|ico|jpe?g|js|json|m3u8|m4s|map|mjs|mp[34]|otf|png|svg|ts|ttf|txt|vtt|wasm|web[mp]|woff2?|xml)$/i;
/** An address of a page in quotes; names of fields may begin with the same letters. */
const PAGE = /"https?:\/\//;

export type SavedPages = readonly (readonly [
  source: string,
  pages: readonly (readonly [path: string, last: EpochMs])[],
])[];

/** Tells of each source that asks for much when it has asked for many distinct pages within a short time. */
export class BusyPages {
  /** The paths that each source asked for, the latest last. */
  private readonly sources = new Map<string, Map<string, EpochMs>>();

  /** `requests`: of the event's source in these ten seconds. How many pages are to be told with this one; 0 for nearly all. */
  add(event: LogEvent, requests: number): number {
    if (requests < BUSY) return 0;
    const path = pathOf(event);
    const { srcIp } = event;
    if (path === null || srcIp === null) return 0;
    const pages = this.pagesOf(srcIp);
    pages.delete(path);
    pages.set(retainText(path), event.time);
    for (const [old, last] of pages) {
      if (event.time - last < SPAN_MS) break;
      pages.delete(old);
    }
    const count = pages.size;
    if (count < PAGES_TOLD) return 0;
    this.sources.delete(srcIp);
    return count;
  }

  save(): SavedPages {
    return [...this.sources].map(([source, pages]) => [source, [...pages]]);
  }

  restore(saved: SavedPages): void {
    for (const [source, pages] of saved) this.sources.set(source, new Map(pages));
  }

  private pagesOf(source: string): Map<string, EpochMs> {
    let pages = this.sources.get(source);
    if (pages !== undefined) {
      // Back to the end of the order: it is silent no longer.
      this.sources.delete(source);
    } else {
      const [silent] = this.sources.keys();
      if (silent !== undefined && this.sources.size >= MOST_SOURCES) this.sources.delete(silent);
      pages = new Map();
    }
    this.sources.set(source, pages);
    return pages;
  }
}

/**
 * The path that is asked for; null for a picture or script of a page, and for what a page in a browser fetches by itself,
 * which names the page. Told from the line: this is asked of most requests of a site whose pages have many parts.
 */
function pathOf(event: LogEvent): string | null {
  const { raw } = event;
  if (!raw.includes('"')) return pathInFields(event);
  if (raw.includes('"http') && raw.includes('Mozilla/') && PAGE.test(raw)) return null;
  const path = PATH.exec(raw.length > LONGEST_PREFIX ? raw.slice(0, LONGEST_PREFIX) : raw)?.[1];
  return path === undefined || PART.test(path) ? null : path;
}

/** The same where a log has no quotes, as IIS' has none; what people ask for through a proxy are no pages of one site. */
function pathInFields({ fields, logsource }: LogEvent): string | null {
  const { 'cs-uri-stem': path, 'cs-referer': referer, 'cs-user-agent': agent } = fields;
  if (logsource.category !== 'webserver' || typeof path !== 'string' || PART.test(path)) return null;
  return referer !== undefined && String(agent).startsWith('Mozilla/') ? null : path;
}
