import type { ServiceEntry, Setting } from '../../model/audit/finding.ts';
import type { BadLine } from './services.ts';

/** One file of a configuration as it was read. */
export type ConfigText = { readonly path: string; readonly text: string };

/**
 * Finds the files that an include names, in the order in which they count. What cannot be read is left out and told
 * of by who gave this.
 */
export type Includes = (pattern: string) => readonly ConfigText[];

/** What a configuration says: the ports that it opens and the settings that hold. */
export type Configured = {
  readonly services: readonly ServiceEntry[];
  readonly settings: readonly Setting[];
  /** Lines that are none of its language, the first of them; `badTotal` tells the truth. */
  readonly bad: readonly BadLine[];
  readonly badTotal: number;
};

/** Includes within includes: more is a file that includes itself. */
export const MAX_DEPTH = 16;
/** Files of one configuration; what comes after is left out. */
export const MAX_FILES = 1000;
