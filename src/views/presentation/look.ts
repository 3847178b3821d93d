import { type GlyphTier, THEME_NAMES, type ThemeName } from '../../model/appearance.ts';
import { safeText } from '../../platform/safe-text.ts';
import type { Background } from '../../platform/terminal/background.ts';
import { type Glyphs, glyphsOf } from '../glyphs.ts';
import { nightTheme, type Theme, themeOf } from '../theme.ts';

/** How the console draws. */
export type Look = {
  readonly glyphs: Glyphs;
  readonly theme: Theme;
  readonly themeName: ThemeName;
  /** Somebody wants this theme: it stays, whatever the terminal draws on. */
  readonly isThemeWanted: boolean;
  readonly background: Background | null;
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
  /** What the terminal draws on, where that is known. */
  readonly background?: Background | null;
};

export function createLook({ glyphs, colours, theme, background = null }: LookOptions): Look {
  const themes = THEME_NAMES.filter((name) => {
    if (name === 'mono') return true;
    return name === 'terminal' ? colours > 0 : colours === 256;
  });
  const isWanted = theme !== null && themes.includes(theme);
  const name = isWanted ? theme : suitedTheme(themes, background);
  return {
    glyphs: glyphsOf(glyphs),
    ...{
      theme: themeOf(name, { background, isWide: colours === 256 }),
      themeName: name,
      isThemeWanted: isWanted,
    },
    ...{ themes, background },
  };
}

/**
 * A known ground gets the colours that are the same everywhere and were measured on it; of the terminal's own sixteen,
 * nobody knows what they are (Solarized's grey is its ground).
 */
export function suitedTheme(themes: readonly ThemeName[], background: Background | null): ThemeName {
  if (background !== null && themes.includes(background)) return background;
  return themes[0] ?? 'mono';
}

export function withTheme(
  look: Look,
  { theme: name, background }: { readonly theme: ThemeName; readonly background: Background | null },
  isNight: boolean,
): Look {
  const ground = { background, isWide: look.themes.includes('dark') };
  const theme = isNight ? nightTheme(name, ground) : themeOf(name, ground);
  return { ...look, themeName: name, background, theme };
}

/** Text from outside (log, rule, configuration, error) made fit for the screen: one clean line. */
export function clean(text: string, look: Look): string {
  const safe = safeText(text);
  return look.glyphs.unicode ? safe : safe.replace(/[^\x20-\x7e]/g, '?');
}
