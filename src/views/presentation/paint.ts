import type { Theme, Token } from '../theme.ts';
import type { Line } from './line.ts';

/** A line as the terminal takes it: neighbours with the same meaning share one pair of escape sequences. */
export function paint(spans: Line, theme: Theme): string {
  let painted = '';
  let run = '';
  let token: Token = 'text';
  for (const span of spans) {
    if (span.token !== token) {
      painted += wrap(run, token, theme);
      run = '';
      token = span.token;
    }
    run += span.text;
  }
  return painted + wrap(run, token, theme);
}

function wrap(text: string, token: Token, theme: Theme): string {
  if (text === '') return '';
  const { open, close } = theme[token];
  return open + text + close;
}
