import type { Config } from '../config/schema.ts';
import type { LookOptions } from '../views/presentation/look.ts';

type Wishes = {
  readonly ascii: boolean;
  readonly noColor: boolean;
  readonly ui: Pick<Config['ui'], 'ascii' | 'glyphs' | 'theme'>;
  readonly env: Readonly<Record<string, string | undefined>>;
};

/** How the console draws on this terminal: what it can show, within what is wanted. */
export function lookOptions({ ascii, noColor, ui, env }: Wishes): LookOptions {
  const glyphs = ascii || ui.ascii ? 'ascii' : ui.glyphs;
  const wantsNone = noColor || (env.NO_COLOR ?? '') !== '';
  return { glyphs, theme: ui.theme, colours: wantsNone ? 0 : coloursOf(env) };
}

/** The Linux console and plain xterm have sixteen; who has 256 says so. */
function coloursOf({ TERM = '', COLORTERM = '' }: Wishes['env']): 16 | 256 {
  if (COLORTERM === 'truecolor' || COLORTERM === '24bit') return 256;
  return /256|direct|kitty|alacritty|ghostty|wezterm|foot/.test(TERM) ? 256 : 16;
}
