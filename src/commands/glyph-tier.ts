import type { Config } from '../config/schema.ts';
import type { GlyphTier } from '../model/appearance.ts';

type Wishes = {
  readonly ascii: boolean;
  readonly ui: Pick<Config['ui'], 'ascii' | 'glyphs'>;
  readonly env: Readonly<Record<string, string | undefined>>;
};

/** What screens and reports are drawn with. */
export function glyphTier({ ascii, ui, env }: Wishes): GlyphTier {
  return ascii || ui.ascii ? 'ascii' : (ui.glyphs ?? tierOf(env));
}

/** Whether bars and rules of a text may be no more than ASCII. */
export function isAscii(flags: { readonly ascii: boolean }, ui: Wishes['ui'], env: Wishes['env']): boolean {
  return glyphTier({ ascii: flags.ascii, ui, env }) === 'ascii';
}

/**
 * A locale that names another character set, or C, has no box characters; one that is not set may be anything. The fonts
 * of the Linux console have 256 or 512 signs: most of ours are not among them, whatever the locale says.
 */
function tierOf({ LC_ALL, LC_CTYPE, LANG, TERM }: Wishes['env']): GlyphTier {
  if (TERM === 'linux') return 'ascii';
  const locale = LC_ALL || LC_CTYPE || LANG || '';
  return locale === '' || /utf-?8/i.test(locale) ? 'block' : 'ascii';
}
