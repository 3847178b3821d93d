import { withReferences } from '../sigma/links/local-names.ts';
import type { RuleInput, RuleSet } from '../sigma/rule-set.ts';
import type { FilterRule, RuleHead } from '../sigma/spec.ts';

type Mark = number;

/**
 * What rules count and when they come true, with all that they build on: two runs of rules go on from each other where these
 * are alike. Where a rule stands in its file is no part of it, nor whether it goes by its name or, as others have that, by its id.
 */
export class RuleMarks {
  /**
   * A number for each text. As a text, a rule's mark would be part of those of all rules that build on it, and they would
   * become longer each time.
   */
  private readonly known = new Map<string, Mark>();

  /** By id; alike in all sets of rules that this one was asked about. */
  of({ detections, correlations, placeholders }: RuleSet): ReadonlyMap<string, Mark> {
    const words = this.number(textOf(placeholders));
    const ids = new Map([...detections, ...correlations].map(({ rule: { name, id } }) => [name, id]));
    const idOf = (name: string): string => ids.get(name) ?? name;
    const ofDetections = detections.map(({ rule, filters, alerts }) => {
      const parts = textOf([{ ...rule, ...WORDLESS, name: '' }, filters.map(whatItTests), alerts]);
      return this.number(parts.includes('%') ? `${parts}${words}` : parts);
    });
    const ofCorrelations: Mark[] = [];
    const markOf = ({ kind, index }: RuleInput): Mark | undefined =>
      (kind === 'detection' ? ofDetections : ofCorrelations)[index];
    for (const { rule, alerts, inputs, resetBy, forgiveBy } of correlations) {
      const named = { ...withReferences(rule, idOf), ...WORDLESS, name: '' };
      const others = [...resetBy, ...forgiveBy].map((index) => ofDetections[index]);
      ofCorrelations.push(this.number(textOf([named, alerts, inputs.map(markOf), others])));
    }
    return new Map([
      ...detections.map(({ rule }, index) => [rule.id, ofDetections[index] as Mark] as const),
      ...correlations.map(({ rule }, index) => [rule.id, ofCorrelations[index] as Mark] as const),
    ]);
  }

  private number(text: string): Mark {
    const mark = this.known.get(text) ?? this.known.size;
    this.known.set(text, mark);
    return mark;
  }
}

/** What only people read of a rule: whoever changes the words does not want its counts to begin anew. */
const WORDLESS: Pick<RuleHead, 'title' | 'status' | 'description' | 'attack' | 'honest' | 'recommendation'> &
  Pick<RuleHead, 'references' | 'falsepositives' | 'tags'> = {
  ...{ title: '', status: '', description: '', attack: '', honest: '', recommendation: '' },
  ...{ references: [], falsepositives: [], tags: [] },
};

/** Which other rules it is for does not matter to this one. */
function whatItTests({ searches, conditions }: FilterRule): unknown {
  return [searches, conditions];
}

function textOf(value: unknown): string {
  return JSON.stringify(value, (key, part: unknown) => {
    if (key === 'at' || key === 'ruleAts') return undefined;
    return part instanceof Map ? [...part] : part;
  });
}
