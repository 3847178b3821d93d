/** A LogQL query as plain data: what `hunt/parse-logql.ts` makes of the text, and what the evaluator runs. */
import type { DurationMs } from '../../model/time.ts';

export type MatchOp = '=' | '!=' | '=~' | '!~';
export type Matcher = { readonly name: string; readonly op: MatchOp; readonly value: string };

export type LineOp = '|=' | '!=' | '|~' | '!~' | '|>' | '!>';
/** One alternative of a line filter; `ip` is an address, a range `a-b`, or a network. */
export type LineTest = { readonly kind: 'text' | 'ip'; readonly value: string };

export type CompareOp = '==' | '!=' | '>' | '>=' | '<' | '<=';

export type LabelFilter =
  | { readonly kind: 'match'; readonly matcher: Matcher }
  | { readonly kind: 'ip'; readonly name: string; readonly op: '=' | '!='; readonly value: string }
  /** The value is a number, seconds, or bytes. */
  | {
      readonly kind: 'number' | 'duration' | 'bytes';
      readonly name: string;
      readonly op: CompareOp;
      readonly value: number;
    }
  | { readonly kind: 'and' | 'or'; readonly left: LabelFilter; readonly right: LabelFilter };

/** `name="path"` of `json` and `logfmt`; without a path, the name is the path. */
export type Extraction = { readonly name: string; readonly path: string };

/** `name=other` renames, `name="template"` formats. */
export type LabelFormat =
  | { readonly kind: 'rename'; readonly name: string; readonly from: string }
  | { readonly kind: 'template'; readonly name: string; readonly template: string };

/** `drop` and `keep` take names, or names with a condition on the value. */
export type LabelChoice = { readonly name: string; readonly matcher: Matcher | null };

export type Stage =
  | { readonly kind: 'line-filter'; readonly op: LineOp; readonly tests: readonly LineTest[] }
  | { readonly kind: 'json'; readonly extractions: readonly Extraction[] }
  | {
      readonly kind: 'logfmt';
      readonly extractions: readonly Extraction[];
      readonly strict: boolean;
      readonly keepEmpty: boolean;
    }
  | { readonly kind: 'regexp' | 'pattern'; readonly source: string }
  | { readonly kind: 'unpack' }
  | { readonly kind: 'decolorize' }
  | { readonly kind: 'label-filter'; readonly filter: LabelFilter }
  | { readonly kind: 'line-format'; readonly template: string }
  | { readonly kind: 'label-format'; readonly formats: readonly LabelFormat[] }
  | { readonly kind: 'drop' | 'keep'; readonly labels: readonly LabelChoice[] };

export type LogQuery = {
  readonly kind: 'log';
  readonly matchers: readonly Matcher[];
  readonly stages: readonly Stage[];
};

export type Unwrap = {
  readonly label: string;
  readonly conversion: 'number' | 'duration' | 'bytes';
  /** Label filters behind `unwrap`. */
  readonly filters: readonly LabelFilter[];
};

export const RANGE_OPS = [
  ...['count_over_time', 'rate', 'rate_counter', 'bytes_over_time', 'bytes_rate', 'avg_over_time'],
  ...['sum_over_time', 'min_over_time', 'max_over_time', 'stddev_over_time', 'stdvar_over_time'],
  ...['quantile_over_time', 'first_over_time', 'last_over_time', 'absent_over_time'],
] as const;
export type RangeOp =
  | 'count_over_time'
  | 'rate'
  | 'rate_counter'
  | 'bytes_over_time'
  | 'bytes_rate'
  | 'avg_over_time'
  | 'sum_over_time'
  | 'min_over_time'
  | 'max_over_time'
  | 'stddev_over_time'
  | 'stdvar_over_time'
  | 'quantile_over_time'
  | 'first_over_time'
  | 'last_over_time'
  | 'absent_over_time';

export type VectorOp =
  | 'sum'
  | 'avg'
  | 'count'
  | 'max'
  | 'min'
  | 'stddev'
  | 'stdvar'
  | 'topk'
  | 'bottomk'
  | 'sort'
  | 'sort_desc';

export type Grouping = { readonly without: boolean; readonly labels: readonly string[] };

export type RangeAggregation = {
  readonly kind: 'range';
  readonly op: RangeOp;
  /** Of `quantile_over_time`. */
  readonly parameter: number | null;
  readonly log: LogQuery;
  readonly unwrap: Unwrap | null;
  readonly range: DurationMs;
  readonly offset: DurationMs;
  readonly grouping: Grouping | null;
};

export type BinaryOp =
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '^'
  | '=='
  | '!='
  | '>'
  | '>='
  | '<'
  | '<='
  | 'and'
  | 'or'
  | 'unless';

/** How the two sides of a binary operation find each other. */
export type Matching = {
  readonly on: boolean;
  readonly labels: readonly string[];
  readonly group: { readonly side: 'left' | 'right'; readonly include: readonly string[] } | null;
};

export type MetricQuery =
  | RangeAggregation
  | {
      readonly kind: 'vector';
      readonly op: VectorOp;
      readonly parameter: number | null;
      readonly grouping: Grouping | null;
      readonly inner: MetricQuery;
    }
  | {
      readonly kind: 'binary';
      readonly op: BinaryOp;
      readonly bool: boolean;
      readonly matching: Matching | null;
      readonly left: MetricQuery;
      readonly right: MetricQuery;
    }
  | {
      readonly kind: 'label_replace';
      readonly inner: MetricQuery;
      readonly target: string;
      readonly replacement: string;
      readonly source: string;
      readonly regex: string;
    }
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'vector-constant'; readonly value: number };

export type Query = LogQuery | MetricQuery;

/** A query that cannot be run as it is written; the message is in Loki's words where Loki has some. */
export class LogqlError extends Error {
  constructor(
    message: string,
    /** Place in the query text, from 0; null when it is about no single place. */
    readonly at: number | null = null,
  ) {
    super(message);
    this.name = 'LogqlError';
  }
}
