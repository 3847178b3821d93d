import type { LogEvent } from '../../model/log-event.ts';

/** Sites behind one server, each in a few forms (packed and not, with and without a login). */
const MOST_SIZES = 64;

/**
 * How long front pages were: what is answered with as many bytes is taken for that page again, not for a file. Many sites
 * show it whatever is asked for. It may only be learnt from `/` itself, for which nobody chooses how it is answered, and by
 * HTTP/1: with HTTP/2 a client says how many bytes it takes, and that many stand in the log.
 */
export class FrontPages {
  private readonly sizes = new Set<number>();

  add(bytes: number): void {
    const { sizes } = this;
    if (sizes.has(bytes)) return;
    sizes.add(bytes);
    if (sizes.size > MOST_SIZES) for (const oldest of sizes) return void sizes.delete(oldest);
  }

  /** Whether the event tells of an answer as long as a front page before it. */
  isAsLong({ category, fields }: LogEvent): boolean {
    const { 'sc-bytes': bytes } = fields;
    return category === 'web' && typeof bytes === 'number' && this.sizes.has(bytes);
  }

  save(): readonly number[] {
    return [...this.sizes];
  }
}

/** The bytes of a front page that the event tells was shown; null: it tells of something else. */
export function frontPageIn({ category, fields }: LogEvent): number | null {
  if (category !== 'web' || fields['cs-uri'] !== '/') return null;
  const { 'cs-method': method, 'cs-version': version, 'sc-status': status, 'sc-bytes': bytes } = fields;
  if (typeof version !== 'string' || !version.startsWith('HTTP/1')) return null;
  return method === 'GET' && status === 200 && typeof bytes === 'number' ? bytes : null;
}
