import type { YamlNode } from './yaml-node.ts';

/** What each rule has of its own. */
const IDENTITY = ['id', 'name'];
/** Documents that stand on one another; a file with more of them is no collection of rules. */
const MOST_LAYERS = 100;

/**
 * The multi-part documents of Sigma 1: `action: global` is part of all that follow, `reset` ends that, and `repeat` is the
 * rule before it with changes.
 */
export class LegacyDocuments {
  private shared: YamlNode | null = null;
  private last: YamlNode | null = null;
  private layers = 0;
  /** The id of the shared part is that of the first rule that has none. */
  private isIdTaken = false;

  /** The rule that a document amounts to; null for one that only completes others. */
  whole(root: YamlNode): YamlNode | null {
    const action = root.get('action').text;
    if (action === 'global' && this.layers++ < MOST_LAYERS) {
      this.shared = root.over(this.shared);
      this.isIdTaken = false;
      return null;
    }
    if (action === 'reset') {
      this.shared = null;
      return null;
    }
    if (action === 'repeat' && this.last !== null && this.layers++ < MOST_LAYERS) {
      this.last = root.over(this.last, [...IDENTITY, 'action']);
      return this.last;
    }
    this.last = root.over(this.shared, this.isIdTaken ? [...IDENTITY, 'action'] : ['action']);
    this.isIdTaken ||= !root.has('id');
    return this.last;
  }
}
