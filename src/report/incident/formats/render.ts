import type { ReportLanguage } from '../build.ts';
import { reportDocument, wordsOf } from '../build.ts';
import type { ReportInput } from '../input.ts';
import { reportHtml } from './html.ts';
import { reportJson } from './json.ts';
import { reportMarkdown } from './markdown.ts';
import type { ReportFormat } from './names.ts';
import { navigatorLayer } from './navigator.ts';
import { stixBundle } from './stix.ts';
import { reportText } from './text.ts';

type RenderOptions = {
  readonly format: ReportFormat;
  readonly lang: ReportLanguage;
  /** Of text: no character beyond ASCII in what is drawn. */
  readonly ascii: boolean;
  /** Of the terminal that text is for; null where it goes elsewhere. */
  readonly columns?: number | null;
};

export function renderReport(
  input: ReportInput,
  { format, lang, ascii, columns = null }: RenderOptions,
): string {
  const words = wordsOf(lang);
  switch (format) {
    case 'text':
      return reportText(reportDocument(input, lang), { ascii, columns });
    case 'md':
      return reportMarkdown(reportDocument(input, lang));
    case 'html':
      return reportHtml(reportDocument(input, lang));
    case 'json':
      return reportJson(input, words);
    case 'stix':
      return stixBundle(input, words);
    case 'navigator':
      return navigatorLayer(input, words);
  }
}
