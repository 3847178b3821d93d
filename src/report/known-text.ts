import type { Known } from '../model/known.ts';

/** `FR; googlebot; spamhaus, firehol`: country, crawler, block lists. */
export function knownText({ country, lists, crawler }: Known): string {
  return [country, crawler, lists.join(', ')].filter(Boolean).join('; ');
}
