import type { EventCategory, FieldValue, Logsource, Outcome } from '../../../model/log-event.ts';

/** The named groups of a pattern that is all of the line; null when the line has another form. */
export type LinePattern = (line: string) => Readonly<Record<string, string>> | null;

/** One form of a user's log. */
export type CustomPattern = {
  readonly match: LinePattern;
  /** What a group's text becomes: its Sigma name, where that is another than the group's. */
  readonly names: Readonly<Record<string, string>>;
  /** Fields that every such line has. */
  readonly set: Readonly<Record<string, FieldValue>>;
  readonly outcome: CustomOutcome;
  /** A login attempt over the network: it counts among the logins. */
  readonly login: boolean;
};

/** The same for every line, or by the text of a group, in lower case. */
export type CustomOutcome =
  | { readonly kind: 'always'; readonly outcome: Outcome }
  | {
      readonly kind: 'by-group';
      readonly group: string;
      readonly success: ReadonlySet<string>;
      readonly failure: ReadonlySet<string>;
    };

/** A parser that a user wrote. The first pattern that a line has tells it. */
export type CustomSpec = {
  readonly name: string;
  readonly logsource: Logsource;
  readonly category: EventCategory;
  readonly patterns: readonly CustomPattern[];
};
