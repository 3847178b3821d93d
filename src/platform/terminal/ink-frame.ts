import type { DOMElement } from 'ink';
import type { Frame, Piece } from './frame.ts';

/**
 * The frame of a tree that Ink has laid out.
 *
 * Ink's own painting makes an object of every cell of the screen and reads every colour sequence again for each frame: four
 * fifths of what a frame costs. So the tree stands in a box that has no height for Ink (`position="absolute"`), which
 * leaves Ink nothing to paint, and this reads the texts with their places. It knows what our views use: `Text`,
 * `Transform`, and boxes without borders, backgrounds or clipping; a text is not wrapped.
 */
export function frameOfTree(root: DOMElement, rows: number): Frame {
  const frame = Array.from({ length: rows }, (): Piece[] => []);
  draw(root, 0, 0, frame);
  return frame;
}

function draw(node: DOMElement, left: number, top: number, frame: readonly Piece[][]): void {
  const x = left + (node.yogaNode?.getComputedLeft() ?? 0);
  const y = top + (node.yogaNode?.getComputedTop() ?? 0);
  if (node.nodeName === 'ink-text') {
    for (const [index, line] of textOf(node).split('\n').entries()) {
      const text = node.internal_transform?.(line, index) ?? line;
      if (text !== '') frame[y + index]?.push({ x, text });
    }
    return;
  }
  for (const child of node.childNodes) if (child.nodeName !== '#text') draw(child, x, y, frame);
}

/** Text in text is one piece. */
function textOf(node: DOMElement): string {
  return node.childNodes
    .map((child, index) => {
      if (child.nodeName === '#text') return child.nodeValue;
      const text = textOf(child);
      return text === '' ? '' : (child.internal_transform?.(text, index) ?? text);
    })
    .join('');
}
