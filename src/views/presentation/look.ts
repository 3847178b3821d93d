import { type GlyphTier, THEME_NAMES, type ThemeName } from '../../model/appearance.ts';
import { safeText } from '../../platform/safe-text.ts';
import { type Glyphs, glyphsOf } from '../glyphs.ts';
import { nightTheme, type Theme, themeOf } from '../theme.ts';

/** How the console draws. */
export type Look = {
  readonly glyphs: Glyphs;
  readonly theme: Theme;
  readonly themeName: ThemeName;
  /** What the terminal can show: `T` goes through these. */
  readonly themes: readonly ThemeName[];
};

export type LookOptions = {
  /** `ascii`: only `#*.-` and letters, for terminals without Unicode. */
  readonly glyphs: GlyphTier;
  /** Colours of the terminal: 0 also where none are wanted (NO_COLOR). */
  readonly colours: 0 | 16 | 256;
  /** Null: what suits the terminal. */
  readonly theme: ThemeName | null;
};

export function createLook({ glyphs, colours, theme }: LookOptions): Look {
  const themes = THEME_NAMES.filter((name) => {
    if (name === 'mono') return true;
    return name === 'terminal' ? colours > 0 : colours === 256;
  });
  const name = theme !== null && themes.includes(theme) ? theme : (themes[0] ?? 'mono');
  return { glyphs: glyphsOf(glyphs), theme: themeOf(name), themeName: name, themes };
}

export function withTheme(look: Look, name: ThemeName, isNight: boolean): Look {
  return { ...look, themeName: name, theme: isNight ? nightTheme(name) : themeOf(name) };
}

/** Text from outside (log, rule, configuration, error) made fit for the screen: one clean line. */
export function clean(text: string, look: Look): string {
  const safe = safeText(text);
  return look.glyphs.unicode ? safe : safe.replace(/[^\x20-\x7e]/g, '?');
}
