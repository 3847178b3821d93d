import type { Alert } from '../../../model/alerts/alert.ts';
import { TACTICS, type Tactic, tacticOf, techniqueName, techniques } from '../../../model/alerts/attack.ts';
import type { Inline, Section } from '../document.ts';
import type { Words } from '../lang/words.ts';

type TechniqueCount = {
  readonly technique: string;
  readonly tactic: Tactic | null;
  readonly alerts: readonly Alert[];
};

/** Techniques of all alerts, in the order of ATT&CK's matrix. */
export function techniqueCounts(alerts: readonly Alert[]): TechniqueCount[] {
  const counts = new Map<string, { technique: string; tactic: Tactic | null; alerts: Alert[] }>();
  for (const alert of alerts) {
    for (const technique of new Set(techniques(alert.rule.tags))) {
      const known = counts.get(technique);
      if (known) known.alerts.push(alert);
      else
        counts.set(technique, { technique, tactic: tacticOf(technique, alert.rule.tags), alerts: [alert] });
    }
  }
  const place = (tactic: Tactic | null): number =>
    tactic === null ? TACTICS.length : TACTICS.indexOf(tactic);
  return [...counts.values()].sort(
    (a, b) => place(a.tactic) - place(b.tactic) || (a.technique < b.technique ? -1 : 1),
  );
}

export function attackSection(alerts: readonly Alert[], words: Words): Section {
  const { labels } = words;
  const rows = techniqueCounts(alerts).map(({ technique, tactic, alerts: own }): readonly Inline[] => [
    tactic === null ? '-' : words.tactics[tactic],
    technique,
    techniqueName(technique) ?? '-',
    String(own.length),
  ]);
  const head = [labels.tactic, labels.technique, labels.name, labels.alerts];
  return {
    title: words.sections.attack,
    blocks:
      rows.length === 0
        ? []
        : [
            { kind: 'table', head, figures: [3], rows },
            { kind: 'text', text: words.sentences.attackNote },
          ],
  };
}
