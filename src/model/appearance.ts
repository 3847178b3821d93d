/** In the order in which `T` goes through them. `terminal` has the terminal's own sixteen colours. */
export const THEME_NAMES = ['terminal', 'dark', 'light', 'contrast', 'safe', 'mono'] as const;
export type ThemeName = (typeof THEME_NAMES)[number];

/** `block` is what every terminal with Unicode has; braille dots draw finer, where the font holds them. */
export const GLYPH_TIERS = ['braille', 'block', 'ascii'] as const;
export type GlyphTier = (typeof GLYPH_TIERS)[number];
