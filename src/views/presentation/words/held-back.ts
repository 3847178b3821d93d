import { groupDigits } from './numbers.ts';

/** Why an automatic ban was not made, as a person says it of several. */
const WORDS: Readonly<Record<string, string>> = {
  halted: 'while halted',
  spoofable: 'spoofable',
  historical: 'long past',
  'no-address': 'without an address',
  protected: 'protected',
  'verified-crawler': 'welcome crawlers',
  'most-of-the-traffic': 'most of the traffic',
  'too-many-a-minute': 'too many a minute',
};

/**
 * `held back: 3 protected, 1 spoofable`, the most frequent reason first; then the same in fewer words, for where there is
 * less room. Nothing when no automatic ban was held back.
 */
export function heldBackWords(heldBack: Readonly<Record<string, number>>): readonly string[] {
  const reasons = Object.entries(heldBack)
    .filter(([, count]) => count > 0)
    .sort(([, one], [, other]) => other - one);
  if (reasons.length === 0) return [];
  const all = reasons.map(([reason, count]) => `${groupDigits(count)} ${WORDS[reason] ?? reason}`);
  const total = reasons.reduce((sum, [, count]) => sum + count, 0);
  return [`held back: ${all.join(', ')}`, `held back: ${groupDigits(total)}`];
}
