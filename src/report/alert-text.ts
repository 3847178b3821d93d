import { safeLines } from '../platform/safe-text.ts';
import { type AlertContext, alertSections, alertSubject, type Section } from './alert-sections.ts';
import { type Language, wordsIn } from './notice/words.ts';
import { wrap } from './wrap.ts';

const INDENT = '  ';

/** The alert as text that can be sent as it is: a first line to use as a subject, then all that is needed to act. */
export function alertText(context: AlertContext, language: Language): string {
  const words = wordsIn(language);
  return `${alertSubject(context.alert, words)}\n\n${sectionsText(alertSections(context, words))}`;
}

export function sectionsText(sections: readonly Section[]): string {
  return safeLines(`${sections.map((section) => sectionLines(section).join('\n')).join('\n\n')}\n`);
}

function sectionLines(section: Section): string[] {
  switch (section.kind) {
    case 'facts':
      return section.rows.map(([name, value]) => `${name.padEnd(10)} ${value}`);
    case 'prose':
      return [
        section.title,
        ...section.paragraphs.flatMap((text) => (text === '' ? [] : wrap(text, INDENT, INDENT))),
      ];
    case 'lines':
      return [
        section.title,
        ...section.lines.map(({ text, inner }) => `${INDENT}${inner ? INDENT : ''}${text}`),
      ];
  }
}
