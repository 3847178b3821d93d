import type { SyntaxNode } from '@lezer/common';
import { LogqlError } from '../engine/logql/ast.ts';

/** A node of the grammar's tree with the text that it stands for. */
export type Node = {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly text: string;
  readonly children: readonly Node[];
};

export function nodeOf(tree: SyntaxNode, text: string): Node {
  const children: Node[] = [];
  for (let child = tree.firstChild; child; child = child.nextSibling) {
    if (child.name !== 'LineComment') children.push(nodeOf(child, text));
  }
  return { name: tree.name, from: tree.from, to: tree.to, text: text.slice(tree.from, tree.to), children };
}

export function child(node: Node, ...names: readonly string[]): Node | null {
  return node.children.find(({ name }) => names.includes(name)) ?? null;
}

/** The grammar says that it is there. */
export function need(node: Node, ...names: readonly string[]): Node {
  const found = child(node, ...names);
  if (found === null) throw new LogqlError(`there is no ${names.join(' or ')} in ${node.text}`, node.from);
  return found;
}

/** Lists are written as pairs of a shorter list and an element: their elements, in order. */
export function elements(node: Node | null, list: string, element: string): readonly Node[] {
  if (node === null) return [];
  return node.children.flatMap((each) => {
    if (each.name === list) return elements(each, list, element);
    return each.name === element ? [each] : [];
  });
}

const ESCAPES: Readonly<Record<string, string>> = {
  ...{ a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' },
  ...{ '\\': '\\', '"': '"', "'": "'" },
};
const ESCAPE = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|([\s\S]?))/g;

/** What a string literal of Go means. */
export function stringValue({ text, from }: Node): string {
  const inner = text.slice(1, -1);
  if (text.startsWith('`') || !inner.includes('\\')) return inner;
  return inner.replace(ESCAPE, (all, hex, short, long, octal, plain, at: number) => {
    const code = hex ?? short ?? long;
    if (code !== undefined) {
      const point = Number.parseInt(code, 16);
      if (point <= 0x10ffff) return String.fromCodePoint(point);
    }
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
    const meant = ESCAPES[plain ?? ''];
    if (meant === undefined)
      throw new LogqlError(`invalid char escape ${all}: write two backslashes, or \`…\``, from + 1 + at);
    return meant;
  });
}
