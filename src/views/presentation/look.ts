import { safeText } from '../../platform/safe-text.ts';
import { ASCII, type Glyphs, UNICODE } from '../glyphs.ts';
import { DARK, MONO, type Theme } from '../theme.ts';

/** How the console draws: decided once at start from the terminal and the flags. */
export type Look = { readonly glyphs: Glyphs; readonly theme: Theme };

export type LookOptions = {
  /** Only `#*.-` and letters: for terminals without Unicode. */
  readonly ascii: boolean;
  readonly colour: boolean;
};

export function createLook(options: LookOptions): Look {
  return { glyphs: options.ascii ? ASCII : UNICODE, theme: options.colour ? DARK : MONO };
}

/** Text from outside (log, rule, configuration, error) made fit for the screen: one clean line. */
export function clean(text: string, look: Look): string {
  const safe = safeText(text);
  return look.glyphs.unicode ? safe : safe.replace(/[^\x20-\x7e]/g, '?');
}
