import type { AlertExplanation } from '../../engine/explain/explain-alert.ts';
import type { SigmaRule } from '../../engine/sigma/spec.ts';
import { formatDuration, toRfc3339 } from '../../model/time.ts';
import { safeLines, safeText } from '../../platform/safe-text.ts';
import { detectionLines } from './line-text.ts';
import { shown, silencers, wantText } from './words.ts';

/** A stored alert explained, for a person: rule, window, evidence, and what would have silenced it. */
export function alertExplanationText({
  alert,
  rule,
  through,
  detections,
  evidence,
}: AlertExplanation): string {
  const { firstSeen, lastSeen, eventCount, group } = alert;
  const who = Object.entries(group).map(([name, value]) => `${name} ${value}`);
  const lines = [
    `ALERT ${alert.id}`,
    `  ${alert.rule.level}: ${alert.rule.title} (${alert.rule.name})`,
    `  ${eventCount} ${eventCount === 1 ? 'event' : 'events'} from ${toRfc3339(firstSeen)} to ${toRfc3339(lastSeen)}`,
    `  group: ${who.join(', ') || 'all sources together'}`,
    '',
    'RULE',
    ...(rule === null
      ? ['  It is not loaded any more: name its folder with --rules DIR.']
      : ruleLines(rule, alert.rule.level)),
    ...through.flatMap((input) => [`  ${input.name} wants ${wantText(input)}`]),
    ...detections
      .filter(({ id }) => id !== rule?.id)
      .map(({ name, title }) => `  counted: ${name} (${title})`),
    '',
    `EVIDENCE (${evidence.length} of ${eventCount} ${eventCount === 1 ? 'event' : 'events'})`,
    ...evidence.flatMap(({ line, events, format }, index) => {
      const place = alert.evidence[index];
      const matched = events.flatMap((event) => event.detections);
      return [
        `  ${place ? `${place.source}:${place.line}` : ''}`,
        `    ${shown(line)}`,
        ...(matched.length > 0
          ? matched.flatMap(detectionLines).map((text) => `  ${text}`)
          : [aloneText(format)]),
      ];
    }),
    ...(rule === null
      ? []
      : ['', 'WHAT WOULD HAVE SILENCED IT', ...silencers(rule).map((text) => `  ${text}`)]),
    '  An allowlist keeps from being banned, not from being told of.',
  ];
  return safeLines(`${lines.map(safeText).join('\n')}\n`);
}

function ruleLines(rule: SigmaRule, level: string): string[] {
  const span = rule.kind === 'correlation' ? rule.timespan : null;
  return [
    `  wants ${wantText(rule)}`,
    `  level ${rule.level}${rule.tiers.map((tier) => `; from ${tier.gte} on ${tier.level}`).join('')}; reached: ${level}`,
    ...(span === null ? [] : [`  the alert grows until the group is quiet for ${formatDuration(span)}`]),
  ];
}

function aloneText(format: string | null): string {
  return format === null
    ? '      it was read as another format, or told by several lines: alone it says nothing'
    : '      alone it matches none of the rules: what it tells comes with other lines';
}
