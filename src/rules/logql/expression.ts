/** A condition about one line. Each test is written both ways, because LogQL cannot negate an expression. */
export type Expression = Leaf | { readonly kind: 'and' | 'or'; readonly of: readonly Expression[] };

type Leaf =
  | { readonly kind: 'label'; readonly yes: string; readonly no: string }
  /** A pattern looked for anywhere in the line. */
  | { readonly kind: 'line'; readonly pattern: string; readonly negated: boolean };

export function all(of: readonly Expression[]): Expression {
  return of.length === 1 ? (of[0] as Expression) : { kind: 'and', of };
}

export function any(of: readonly Expression[]): Expression {
  return of.length === 1 ? (of[0] as Expression) : { kind: 'or', of };
}

export function not(expression: Expression): Expression {
  switch (expression.kind) {
    case 'label':
      return { kind: 'label', yes: expression.no, no: expression.yes };
    case 'line':
      return { ...expression, negated: !expression.negated };
    case 'and':
      return { kind: 'or', of: expression.of.map(not) };
    case 'or':
      return { kind: 'and', of: expression.of.map(not) };
  }
}
