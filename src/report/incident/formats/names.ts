/** In what a report can be written; apart from what writes it, for the command line. */
export const REPORT_FORMATS = ['text', 'md', 'html', 'json', 'stix', 'navigator'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];
