import type { ReportDocument } from './document.ts';
import { figuresOf } from './figures.ts';
import type { ReportInput } from './input.ts';
import { ENGLISH } from './lang/en.ts';
import { FRENCH } from './lang/fr.ts';
import type { Words } from './lang/words.ts';
import { findingsSection, recommendationsSection } from './sections/advice.ts';
import { attackSection } from './sections/attack.ts';
import { countsSection } from './sections/counts.ts';
import { evidenceSection } from './sections/evidence.ts';
import { histogramsSection } from './sections/histograms.ts';
import { incidentsSection } from './sections/incidents.ts';
import { actionsSection } from './sections/response.ts';
import { summarySection } from './sections/summary.ts';
import { timelineSection } from './sections/timeline.ts';

export type ReportLanguage = 'en' | 'fr';

export function wordsOf(lang: ReportLanguage): Words {
  return lang === 'fr' ? FRENCH : ENGLISH;
}

/** The report as a document: what a manager reads first, what an analyst needs last. */
export function reportDocument(input: ReportInput, lang: ReportLanguage): ReportDocument {
  const words = wordsOf(lang);
  const figures = figuresOf(input);
  const sections = [
    summarySection(input, figures, words),
    countsSection(input, figures, words),
    recommendationsSection(input, figures, words),
    incidentsSection(input, figures, words),
    timelineSection(input, words),
    histogramsSection(input, figures, words),
    actionsSection(input, words),
    findingsSection(input, words),
    attackSection(input.alerts, words),
    evidenceSection(input, words),
  ];
  return {
    lang,
    levels: words.levels,
    title: words.title,
    made: `soc-console ${input.version}, ${words.time(input.made)}`,
    worst: figures.worst,
    sections: sections.filter(({ blocks }) => blocks.length > 0),
  };
}
