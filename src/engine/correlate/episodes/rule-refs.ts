import type { RuleRef } from '../../../model/alerts/alert.ts';
import type { Level } from '../../../model/level.ts';
import type { SigmaRule } from '../../sigma/spec.ts';

/** What alerts say of their rules: the same words for all alerts of a rule. */
export class RuleRefs {
  private readonly refs = new Map<SigmaRule, Map<Level, RuleRef>>();

  refTo(rule: SigmaRule, level: Level): RuleRef {
    let refs = this.refs.get(rule);
    if (refs === undefined) {
      refs = new Map();
      this.refs.set(rule, refs);
    }
    let ref = refs.get(level);
    if (ref === undefined) {
      const { id, name, title, tags, confidence, spoofable } = rule;
      ref = { id, name, title, level, tags, confidence, spoofable };
      refs.set(level, ref);
    }
    return ref;
  }
}
