import type { Config } from '../../config/schema.ts';
import type { GlyphTier } from '../../model/appearance.ts';
import { backgroundOfEnvironment } from '../../platform/terminal/background.ts';
import type { LookOptions } from '../../views/presentation/look.ts';

type Wishes = {
  readonly ascii: boolean;
  readonly noColor: boolean;
  readonly ui: Pick<Config['ui'], 'ascii' | 'glyphs' | 'theme'>;
  readonly env: Readonly<Record<string, string | undefined>>;
};

/** How the console draws on this terminal: what it can show, within what is wanted. */
export function lookOptions({ ascii, noColor, ui, env }: Wishes): LookOptions {
  const glyphs = ascii || ui.ascii ? 'ascii' : (ui.glyphs ?? glyphsOf(env));
  const wantsNone = noColor || (env.NO_COLOR ?? '') !== '';
  const colours = wantsNone ? 0 : coloursOf(env);
  return { glyphs, theme: ui.theme, colours, background: backgroundOfEnvironment(env) };
}

/**
 * A locale that names another character set, or C, has no box characters; one that is not set may be anything. The fonts
 * of the Linux console have 256 or 512 signs: most of ours are not among them, whatever the locale says.
 */
function glyphsOf({ LC_ALL, LC_CTYPE, LANG, TERM }: Wishes['env']): GlyphTier {
  if (TERM === 'linux') return 'ascii';
  const locale = LC_ALL || LC_CTYPE || LANG || '';
  return locale === '' || /utf-?8/i.test(locale) ? 'block' : 'ascii';
}

/** The Linux console and plain xterm have sixteen, the terminals of DEC none; who has 256 says so. */
function coloursOf({ TERM = '', COLORTERM = '' }: Wishes['env']): 0 | 16 | 256 {
  if (/^vt\d|-m(?:ono)?$/.test(TERM)) return 0;
  if (COLORTERM === 'truecolor' || COLORTERM === '24bit') return 256;
  return /256|direct|kitty|alacritty|ghostty|wezterm|foot/.test(TERM) ? 256 : 16;
}
