import type { Config } from '../../config/schema.ts';
import { backgroundOfEnvironment } from '../../platform/terminal/background.ts';
import type { LookOptions } from '../../views/presentation/look.ts';
import { glyphTier } from '../glyph-tier.ts';

type Wishes = {
  readonly ascii: boolean;
  readonly noColor: boolean;
  readonly ui: Pick<Config['ui'], 'ascii' | 'glyphs' | 'theme'>;
  readonly env: Readonly<Record<string, string | undefined>>;
};

/** How the console draws on this terminal: what it can show, within what is wanted. */
export function lookOptions({ ascii, noColor, ui, env }: Wishes): LookOptions {
  const glyphs = glyphTier({ ascii, ui, env });
  const wantsNone = noColor || (env.NO_COLOR ?? '') !== '';
  const colours = wantsNone ? 0 : coloursOf(env);
  return { glyphs, theme: ui.theme, colours, background: backgroundOfEnvironment(env) };
}

/** The Linux console and plain xterm have sixteen, the terminals of DEC none; who has 256 says so. */
function coloursOf({ TERM = '', COLORTERM = '' }: Wishes['env']): 0 | 16 | 256 {
  if (/^vt\d|-m(?:ono)?$/.test(TERM)) return 0;
  if (COLORTERM === 'truecolor' || COLORTERM === '24bit') return 256;
  return /256|direct|kitty|alacritty|ghostty|wezterm|foot/.test(TERM) ? 256 : 16;
}
