import { isTemplateFunction, TEMPLATE_FUNCTIONS, type TemplateContext } from './functions.ts';
import { type Piece, parseTemplate, type Term } from './parse.ts';
import { isTrue, show, type Value } from './values.ts';

/** What a template sees: labels, and the line with its time. */
type TemplateInput = {
  readonly labels: Readonly<Record<string, string>>;
  readonly context: TemplateContext;
};

/** Of one line so many characters are made at most: a template may repeat what an attacker wrote. */
const LONGEST = 1 << 20;
const MOST_STEPS = 100_000;

export class TemplateFailure extends Error {}

export type Template = (input: TemplateInput) => string;

/** Throws `LogqlError` when the template is wrong; what it makes throws `TemplateFailure` when a function fails on a line. */
export function compileTemplate(source: string): Template {
  const pieces = parseTemplate(source, isTemplateFunction);
  return (input) => new Execution(input).run(pieces);
}

class Execution {
  private readonly variables = new Map<string, Value>();
  private output = '';
  private steps = 0;

  constructor(private readonly input: TemplateInput) {
    this.variables.set('$', input.labels);
  }

  run(pieces: readonly Piece[]): string {
    this.list(pieces, this.input.labels);
    return this.output;
  }

  private list(pieces: readonly Piece[], dot: Value): void {
    for (const piece of pieces) this.piece(piece, dot);
  }

  private piece(piece: Piece, dot: Value): void {
    if (++this.steps > MOST_STEPS) throw new TemplateFailure('the template takes too long');
    switch (piece.kind) {
      case 'text':
        this.write(piece.text);
        break;
      case 'show':
        this.write(show(this.value(piece.term, dot)));
        break;
      case 'set':
        this.variables.set(piece.name, this.value(piece.term, dot));
        break;
      case 'if':
        this.list(isTrue(this.value(piece.term, dot)) ? piece.then : piece.otherwise, dot);
        break;
      case 'with': {
        const value = this.value(piece.term, dot);
        if (isTrue(value)) this.list(piece.then, value);
        else this.list(piece.otherwise, dot);
        break;
      }
      case 'range':
        this.range(piece, dot);
    }
  }

  private range(piece: Extract<Piece, { kind: 'range' }>, dot: Value): void {
    const value = this.value(piece.term, dot);
    const members: readonly (readonly [Value, Value])[] = Array.isArray(value)
      ? value.map((member, index) => [index, member] as const)
      : value !== null && typeof value === 'object'
        ? Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
        : [];
    if (members.length === 0) this.list(piece.otherwise, dot);
    for (const [key, member] of members) {
      if (piece.key !== null) this.variables.set(piece.key, key);
      if (piece.value !== null) this.variables.set(piece.value, member);
      this.list(piece.then, member);
    }
  }

  private write(text: string): void {
    this.output += text;
    if (this.output.length > LONGEST)
      throw new TemplateFailure(`the text has more than ${LONGEST} characters`);
  }

  private value(term: Term, dot: Value): Value {
    switch (term.kind) {
      case 'constant':
        return term.value;
      case 'field':
        return member(dot, term.path);
      case 'variable':
        return member(this.variables.get(term.name) ?? null, term.path);
      case 'call':
        return this.call(
          term.name,
          term.terms.map((inner) => this.value(inner, dot)),
        );
      case 'member':
        return member(this.value(term.of, dot), term.path);
      case 'pipe':
        return this.pipe(term.stages, dot);
    }
  }

  private pipe(stages: readonly Term[], dot: Value): Value {
    let value: Value = null;
    for (const [index, stage] of stages.entries()) {
      if (index === 0) value = this.value(stage, dot);
      else if (stage.kind === 'call')
        value = this.call(stage.name, [...stage.terms.map((inner) => this.value(inner, dot)), value]);
      else throw new TemplateFailure('only a function can follow |');
    }
    return value;
  }

  private call(name: string, values: readonly Value[]): Value {
    const found = TEMPLATE_FUNCTIONS.get(name);
    if (found === undefined) throw new TemplateFailure(`function "${name}" not defined`);
    if (values.length < found.least || values.length > found.most)
      throw new TemplateFailure(
        `wrong number of args for ${name}: want ${found.least === found.most ? found.least : `at least ${found.least}`} got ${values.length}`,
      );
    try {
      return found.run(values, this.input.context);
    } catch (error) {
      throw new TemplateFailure(
        `error calling ${name}: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
}

/** A label that is not there is an empty text; of a value from `fromJson` it is nothing. */
function member(value: Value, path: readonly string[]): Value {
  let found = value;
  for (const [depth, name] of path.entries()) {
    if (found === null || typeof found !== 'object' || Array.isArray(found)) {
      if (depth === 0) throw new TemplateFailure(`can't evaluate field ${name}`);
      return null;
    }
    const record = found as Readonly<Record<string, Value>>;
    found = Object.hasOwn(record, name) ? (record[name] ?? null) : '';
  }
  return found;
}
