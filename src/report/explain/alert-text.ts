import type { AlertExplanation } from '../../engine/explain/explain-alert.ts';
import type { SigmaRule } from '../../engine/sigma/spec.ts';
import type { Level } from '../../model/level.ts';
import { formatDuration, toRfc3339 } from '../../model/time.ts';
import { safeLines, safeText } from '../../platform/safe-text.ts';
import { titleIn } from '../alert-words.ts';
import type { Language } from '../notice/words.ts';
import { detectionLines } from './line-text.ts';
import { type Phrases, phrasesIn } from './phrases.ts';
import { type Called, inPlainWords, shown, silencers, wantText } from './words.ts';

/** A stored alert explained, for a person: rule, window, evidence, and what would have silenced it. */
export function alertExplanationText(
  { alert, rule, through, detections, evidence }: AlertExplanation,
  language: Language,
  titles: ReadonlyMap<string, string>,
): string {
  const phrases = phrasesIn(language);
  const called = inPlainWords(titles, phrases);
  const words = phrases.alert;
  const { firstSeen, lastSeen, eventCount, group } = alert;
  const who = Object.entries(group).map(([name, value]) => `${called.field(name)} ${value}`);
  const lines = [
    `${words.title} ${alert.id}`,
    `  ${phrases.levels[alert.rule.level]}${phrases.colon}${titleIn(alert.rule, language)} (${alert.rule.name})`,
    `  ${words.period(eventCount, toRfc3339(firstSeen), toRfc3339(lastSeen))}`,
    `  ${words.group}${phrases.colon}${who.join(', ') || words.everybody}`,
    '',
    words.rule,
    ...(rule === null ? [`  ${words.gone}`] : ruleLines(rule, alert.rule.level, phrases, called)),
    ...through.flatMap((input) => [
      `  ${words.wantsOf(called.rule(input.name), wantText(input, phrases, called))}`,
    ]),
    ...detections
      .filter(({ id }) => id !== rule?.id)
      .map((one) => `  ${words.counted}${phrases.colon}${titleIn(one, language)} (${one.name})`),
    '',
    words.evidence(evidence.length, eventCount),
    ...evidence.flatMap(({ line, events, format }, index) => {
      const place = alert.evidence[index];
      const matched = events.flatMap((event) => event.detections);
      return [
        `  ${place ? `${place.source}:${place.line}` : ''}`,
        `    ${shown(line, phrases)}`,
        ...(matched.length > 0
          ? matched.flatMap((trace) => detectionLines(trace, language)).map((text) => `  ${text}`)
          : [`      ${format === null ? words.otherFormat : words.noRule}`]),
      ];
    }),
    ...(rule === null ? [] : ['', words.silencers, ...silencers(rule, phrases).map((text) => `  ${text}`)]),
    `  ${words.allowlist}`,
  ];
  return safeLines(`${lines.map(safeText).join('\n')}\n`);
}

function ruleLines(rule: SigmaRule, level: Level, phrases: Phrases, called: Called): string[] {
  const words = phrases.alert;
  const span = rule.kind === 'correlation' ? rule.timespan : null;
  const tiers = rule.tiers.map((tier) => words.tier(tier.gte, phrases.levels[tier.level])).join('');
  return [
    `  ${phrases.line.wants} ${wantText(rule, phrases, called)}`,
    `  ${words.level(phrases.levels[rule.level], tiers, phrases.levels[level])}`,
    ...(span === null ? [] : [`  ${words.grows(formatDuration(span))}`]),
  ];
}
