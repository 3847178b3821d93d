import type { FindingKind } from '../model/audit/finding.ts';
import type { Level } from '../model/level.ts';

/** The same keys with any texts: what a table of words in another language must be. */
export type Widened<T> = T extends string
  ? string
  : T extends readonly string[]
    ? readonly string[]
    : T extends (...given: never[]) => string
      ? T
      : { readonly [K in keyof T]: Widened<T[K]> };

/** What is called the same in every text for people: pages, mails, the output of commands. */
type Terms = {
  readonly levels: Readonly<Record<Level, string>>;
  readonly findings: Readonly<Record<FindingKind, string>>;
};

export const ENGLISH_TERMS: Terms = {
  levels: {
    informational: 'informational',
    low: 'low',
    medium: 'medium',
    high: 'high',
    critical: 'critical',
  },
  findings: {
    forbidden: 'forbidden',
    unexpected: 'unexpected',
    'non-standard-port': 'non-standard-port',
    exposed: 'exposed',
    'clear-text': 'clear-text',
    'excessive-access': 'excessive-access',
    missing: 'missing',
    'weak-setting': 'weak-setting',
  },
};

export const FRENCH_TERMS: Terms = {
  levels: {
    informational: 'information',
    low: 'faible',
    medium: 'moyen',
    high: 'élevé',
    critical: 'critique',
  },
  findings: {
    forbidden: 'interdit',
    unexpected: 'inattendu',
    'non-standard-port': 'port non standard',
    exposed: 'exposé',
    'clear-text': 'en clair',
    'excessive-access': 'accès excessif',
    missing: 'absent',
    'weak-setting': 'réglage faible',
  },
};

/** What stands before a level in a list: it is seen at a glance, also without colours. */
export const LEVEL_SYMBOLS: Readonly<Record<Level, string>> = {
  critical: '!!',
  high: '! ',
  medium: '~ ',
  low: '. ',
  informational: '  ',
};
