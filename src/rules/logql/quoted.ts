import { logqlText } from '../../clients/loki/logql-text.ts';

/** A text as LogQL quotes it; patterns are easier to read between backticks. */
export function quoted(text: string): string {
  return /[`\r\n]/.test(text) ? logqlText(text) : `\`${text}\``;
}
