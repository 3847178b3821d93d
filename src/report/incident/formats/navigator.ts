import { techniqueName } from '../../../model/alerts/attack.ts';
import { safeJson, safeText } from '../../../platform/safe-text.ts';
import type { ReportInput } from '../input.ts';
import type { Words } from '../lang/words.ts';
import { titleOf } from '../rule-words.ts';
import { techniqueCounts } from '../sections/attack.ts';
import { periodText } from '../sections/summary.ts';

/**
 * A layer for MITRE's ATT&CK Navigator, format 4.5: each technique scored by its alerts. The Navigator shows comments
 * as they are, so they are clean text.
 */
export function navigatorLayer(input: ReportInput, words: Words): string {
  const counts = techniqueCounts(input.alerts);
  const layer = {
    name: `soc-console: ${words.title}`,
    versions: { attack: '16', navigator: '5.1.0', layer: '4.5' },
    domain: 'enterprise-attack',
    description: periodText(input, words),
    filters: { platforms: ['Linux', 'Network', 'Containers', 'PRE'] },
    sorting: 3,
    hideDisabled: false,
    techniques: counts.map(({ technique, tactic, alerts }) => ({
      techniqueID: technique,
      ...(tactic !== null && { tactic }),
      score: alerts.length,
      comment: [...new Set(alerts.map((alert) => safeText(titleOf(alert, words))))].join('; '),
      enabled: true,
      metadata: techniqueName(technique) === null ? [] : [{ name: 'name', value: techniqueName(technique) }],
      showSubtechniques: technique.includes('.'),
    })),
    gradient: {
      colors: ['#ffe8c2', '#ff9a62', '#c2185b'],
      minValue: 0,
      maxValue: Math.max(1, ...counts.map(({ alerts }) => alerts.length)),
    },
    legendItems: [],
    showTacticRowBackground: false,
    selectTechniquesAcrossTactics: false,
    selectSubtechniquesWithParent: false,
  };
  return `${safeJson(layer, 2)}\n`;
}
