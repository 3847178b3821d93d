import type { LabelChoice, LabelFormat, LogQuery, Matcher, Stage } from './ast.ts';
import {
  type Extractor,
  jsonExtractor,
  jsonPathExtractor,
  logfmtExtractor,
  logfmtPathExtractor,
  patternExtractor,
  regexpExtractor,
  unpackExtractor,
} from './extract.ts';
import { compileLabelFilter, compileMatcher } from './label-filter.ts';
import { ERROR, ERROR_DETAILS, type LabelMap, type LineLabels } from './labels.ts';
import { compileLineFilter } from './line-filter.ts';
import type { CompileRegex } from './regex.ts';
import { compileTemplate, type Template, TemplateFailure } from './templates/template.ts';
import type { WantedLabels } from './wanted-labels.ts';

/** One stage at work: the line as it goes on, or null when it is left out. */
type RunStage = (line: string, labels: LineLabels, time: number) => string | null;

export type Pipeline = {
  /** Whether lines of a stream with these labels are asked for; whatever the label `unknown` will be, if one is named. */
  matches(labels: LabelMap, unknown?: string): boolean;
  /** Texts that a line must hold as it was written, or it will be left out: to be looked for in whole blocks. */
  readonly needles: readonly string[];
  /** Line filters that stand before any other stage: about the line alone. */
  passes(line: string): boolean;
  /** A stage reads fields of JSON lines. */
  readonly readsJson: boolean;
  /** Carries out the stages behind those filters. */
  run: RunStage;
};

/** What of the labels is asked for: see `wanted-labels.ts`. */
export function compilePipeline(
  query: LogQuery,
  compile: CompileRegex,
  { extracts, wanted }: WantedLabels = { extracts: true, wanted: null },
): Pipeline {
  const matchers = query.matchers.map((matcher) => ({
    name: matcher.name,
    passes: compileMatcher(matcher, compile),
  }));
  const split = query.stages.findIndex(({ kind }) => kind !== 'line-filter');
  const first = split === -1 ? query.stages.length : split;
  const filters = query.stages
    .slice(0, first)
    .flatMap((stage) =>
      stage.kind === 'line-filter' ? [compileLineFilter(stage.op, stage.tests, compile)] : [],
    );
  const stages = query.stages
    .slice(first)
    .filter((stage) => extracts || !isParser(stage))
    .map((stage) => compileStage(stage, compile, wanted));
  return {
    matches: (labels, unknown) =>
      matchers.every(({ name, passes }) => name === unknown || passes(labels.get(name) ?? '')),
    needles: filters.flatMap(({ needle }) => (needle === null ? [] : [needle])),
    readsJson: query.stages.some(({ kind }) => kind === 'json' || kind === 'unpack'),
    passes: (line) => filters.every(({ passes }) => passes(line)),
    run: (line, labels, time) => {
      let text: string | null = line;
      for (const stage of stages) {
        text = stage(text, labels, time);
        if (text === null) return null;
      }
      return text;
    },
  };
}

function isParser({ kind }: Stage): boolean {
  return kind === 'json' || kind === 'logfmt' || kind === 'pattern' || kind === 'regexp';
}

function compileStage(stage: Stage, compile: CompileRegex, wanted: ReadonlySet<string> | null): RunStage {
  switch (stage.kind) {
    case 'line-filter': {
      const { passes } = compileLineFilter(stage.op, stage.tests, compile);
      return (line) => (passes(line) ? line : null);
    }
    case 'label-filter': {
      const passes = compileLabelFilter(stage.filter, compile);
      return (line, labels) => (passes(labels) ? line : null);
    }
    case 'line-format': {
      const template = compileTemplate(stage.template);
      return (line, labels, time) => formatted(template, line, labels, time, compile) ?? line;
    }
    case 'label-format':
      return labelFormat(stage.formats, compile);
    case 'decolorize':
      return (line) => decolorized(line);
    case 'drop':
      return dropStage(stage.labels, compile);
    case 'keep':
      return keepStage(stage.labels, compile);
    default:
      return extractor(stage, compile, wanted);
  }
}

type Extraction = Extract<Stage, { kind: 'json' | 'logfmt' | 'regexp' | 'pattern' | 'unpack' }>;

function extractor(stage: Extraction, compile: CompileRegex, wanted: ReadonlySet<string> | null): Extractor {
  switch (stage.kind) {
    case 'json':
      return stage.extractions.length === 0 ? jsonExtractor(wanted) : jsonPathExtractor(stage.extractions);
    case 'logfmt':
      return stage.extractions.length === 0
        ? logfmtExtractor(stage.strict, stage.keepEmpty)
        : logfmtPathExtractor(stage.extractions, stage.strict, stage.keepEmpty);
    case 'regexp':
      return regexpExtractor(stage.source, compile);
    case 'pattern':
      return patternExtractor(stage.source);
    case 'unpack':
      return unpackExtractor();
  }
}

/** The text a template makes; null when it fails, which is then an error of the line. */
function formatted(
  template: Template,
  line: string,
  labels: LineLabels,
  time: number,
  compile: CompileRegex,
): string | null {
  try {
    return template({ labels: Object.fromEntries(labels.pairs()), context: { line, time, compile } });
  } catch (error) {
    if (!(error instanceof TemplateFailure)) throw error;
    labels.fail('TemplateFormatErr', error.message);
    return null;
  }
}

function labelFormat(formats: readonly LabelFormat[], compile: CompileRegex): RunStage {
  const steps = formats.map((format) =>
    format.kind === 'rename' ? format : { ...format, run: compileTemplate(format.template) },
  );
  return (line, labels, time) => {
    // All templates of a stage see the labels as they were at its first one.
    let seen: Readonly<Record<string, string>> | null = null;
    for (const step of steps) {
      if (step.kind === 'rename') {
        const value = labels.get(step.from);
        if (value === undefined) continue;
        labels.set(step.name, value);
        labels.delete(step.from);
        continue;
      }
      seen ??= Object.fromEntries(labels.pairs());
      try {
        labels.set(step.name, step.run({ labels: seen, context: { line, time, compile } }));
      } catch (error) {
        if (!(error instanceof TemplateFailure)) throw error;
        labels.fail('TemplateFormatErr', error.message);
      }
    }
    return line;
  };
}

/** Sequences that colour and move: CSI, and the short ones. */
const COLORS =
  /[\x1b\x9b][[\]()#;?]{0,4}(?:[a-zA-Z\d;]{0,64}\x07|(?:\d{1,4}(?:;\d{0,4}){0,16})?[\dA-PRZcf-ntqry=><~])/g;

function decolorized(line: string): string {
  return line.includes('\x1b') || line.includes('\x9b') ? line.replace(COLORS, '') : line;
}

type Choice = { readonly name: string; readonly holds: ((value: string) => boolean) | null };

function choices(labels: readonly LabelChoice[], compile: CompileRegex): readonly Choice[] {
  const test = (matcher: Matcher | null) => (matcher === null ? null : compileMatcher(matcher, compile));
  return labels.map(({ name, matcher }) => ({ name, holds: test(matcher) }));
}

function dropStage(labels: readonly LabelChoice[], compile: CompileRegex): RunStage {
  const chosen = choices(labels, compile);
  return (line, lineLabels) => {
    for (const { name, holds } of chosen) {
      const value = lineLabels.get(name);
      if (value !== undefined && (holds === null || holds(value))) lineLabels.delete(name);
    }
    return line;
  };
}

function keepStage(labels: readonly LabelChoice[], compile: CompileRegex): RunStage {
  const chosen = choices(labels, compile);
  return (line, lineLabels) => {
    for (const [name, value] of lineLabels.pairs()) {
      // Errors are not dropped by leaving them out.
      if (name === ERROR || name === ERROR_DETAILS) continue;
      const isKept = chosen.some((each) => each.name === name && (each.holds === null || each.holds(value)));
      if (!isKept) lineLabels.delete(name);
    }
    return line;
  };
}
