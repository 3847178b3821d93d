import type { Place, RuleIssue } from '../../engine/sigma/spec.ts';

/** Collects what is wrong with parsers, so that one reading reports all of it. */
export class ParserReport {
  readonly issues: RuleIssue[] = [];

  error(message: string, at: Place): void {
    this.issues.push({ severity: 'error', message, at });
  }
}
