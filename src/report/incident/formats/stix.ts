import type { Alert } from '../../../model/alerts/alert.ts';
import { tacticOf, techniqueName, techniques } from '../../../model/alerts/attack.ts';
import type { Incident } from '../../../model/alerts/incident.ts';
import { type Decision, effectOf } from '../../../model/bans/decision.ts';
import { safeJson, safeText } from '../../../platform/safe-text.ts';
import { attackerOf, eventsOf, type Figures, figuresOf } from '../figures.ts';
import type { ReportInput } from '../input.ts';
import type { Words } from '../lang/words.ts';
import { titleOf } from '../rule-words.ts';
import { techniqueCounts } from '../sections/attack.ts';
import { periodText } from '../sections/summary.ts';
import {
  accountObject,
  addressObject,
  domainObject,
  domainObjectOf,
  fileObject,
  patternText,
  type StixObject,
  stixId,
} from './stix-objects.ts';

/** The most that STIX lets a count be. */
const MOST_OBSERVED = 999_999_999;
/** From 2 on anyone could have written the address: it is observed, and indicates nothing. */
const FORGEABLE = 2;
/** The tool itself and its techniques were always there: their versions must not depend on the report. */
const ALWAYS = Date.UTC(2026, 0, 1);

/** A STIX 2.1 bundle: indicators, sightings, observed data, techniques, incidents, what was done, and the report. */
export function stixBundle(input: ReportInput, words: Words): string {
  const builder = new StixBuilder(input, figuresOf(input), words);
  const objects = builder.all();
  const id = stixId('bundle', objects.map((object) => object.id).join(' '));
  return `${safeJson({ type: 'bundle', id, objects }, 2)}\n`;
}

class StixBuilder {
  private readonly objects = new Map<string, StixObject>();
  private readonly identity: string;

  constructor(
    private readonly input: ReportInput,
    private readonly figures: Figures,
    private readonly words: Words,
  ) {
    const identity = domainObjectOf('identity', 'soc-console', ALWAYS, ALWAYS, {
      ...{ name: 'soc-console', identity_class: 'system' },
    });
    this.objects.set(identity.id, identity);
    this.identity = identity.id;
  }

  all(): StixObject[] {
    for (const { technique } of techniqueCounts(this.input.alerts)) this.technique(technique);
    for (const { id, sha256 } of this.input.sources) if (sha256 !== null) this.add(fileObject(id, sha256));
    for (const incident of this.figures.incidents) this.incident(incident);
    for (const alert of this.input.alerts) if (attackerOf(alert) === null) this.observed(alert);
    for (const decision of this.input.decisions) this.ban(decision);
    const { made } = this.input;
    const refs = [...this.objects.keys()];
    this.own('report', `${made} ${refs.join(' ')}`, made, made, {
      name: `${this.words.title}: ${periodText(this.input, this.words)}`,
      report_types: ['observed-data'],
      published: new Date(made).toISOString(),
      object_refs: refs,
    });
    return [...this.objects.values()];
  }

  private incident(incident: Incident): void {
    const { attacker, kind, level, firstSeen, lastSeen, alerts, story, users } = incident;
    const who = this.attackerObject(incident);
    const observed = alerts.flatMap((id) => {
      const alert = this.figures.alertById.get(id);
      const ref = alert === undefined ? null : this.observed(alert, who);
      return ref === null ? [] : [ref];
    });
    const key = `${kind} ${attacker} ${firstSeen}`;
    this.own('incident', key, firstSeen, lastSeen, {
      name: safeText(`${attacker}: ${this.words.levels[level]}`),
      description: story.map(safeText).join('\n'),
      labels: [level],
    });
    for (const user of users) this.add(accountObject(user));
    const indicator = who === null ? null : this.indicator(incident, who, key);
    if (indicator === null) return;
    const count = Math.min(MOST_OBSERVED, eventsOf(incident, this.figures));
    this.own('sighting', key, firstSeen, lastSeen, {
      ...{ sighting_of_ref: indicator, first_seen: iso(firstSeen), last_seen: iso(lastSeen), count },
      ...(observed.length > 0 && { observed_data_refs: observed }),
    });
  }

  private indicator(incident: Incident, who: StixObject, key: string): string | null {
    const { attacker, alerts, firstSeen, lastSeen, chain, level } = incident;
    const own = alerts.flatMap((id) => this.figures.alertById.get(id) ?? []);
    const isProved = own.some(({ rule }) => rule.spoofable < FORGEABLE);
    if (!isProved || who.type === 'user-account') return null;
    const operator = attacker.includes('/') ? 'ISSUBSET' : '=';
    const indicator = this.own('indicator', key, firstSeen, lastSeen, {
      name: safeText(attacker),
      indicator_types: ['malicious-activity'],
      pattern: `[${who.type}:value ${operator} '${patternText(String(who.value))}']`,
      pattern_type: 'stix',
      valid_from: iso(firstSeen),
      confidence: Math.max(...own.map(({ rule }) => rule.confidence)) * 30,
      labels: [level],
    });
    for (const { technique } of chain)
      this.relate('indicates', indicator, stixId('attack-pattern', technique), incident);
    this.relate('based-on', indicator, this.observedId(own[0]), incident);
    return indicator;
  }

  private technique(technique: string): void {
    const alert = this.input.alerts.find(({ rule }) => techniques(rule.tags).includes(technique));
    const tactic = tacticOf(technique, alert?.rule.tags ?? []);
    this.own('attack-pattern', technique, ALWAYS, ALWAYS, {
      name: techniqueName(technique) ?? technique,
      external_references: [
        {
          source_name: 'mitre-attack',
          external_id: technique,
          url: `https://attack.mitre.org/techniques/${technique.replace('.', '/')}`,
        },
      ],
      ...(tactic !== null && {
        kill_chain_phases: [{ kill_chain_name: 'mitre-attack', phase_name: tactic }],
      }),
    });
  }

  /** What was seen, of whom (else, whom it was done to). Null when STIX has no object for either. */
  private observed(alert: Alert, who: StixObject | null = null): string | null {
    const target = alert.group.dst_ip === undefined ? null : this.add(addressObject(alert.group.dst_ip));
    const source = alert.group.src_ip === undefined ? who : this.add(addressObject(alert.group.src_ip));
    const refs = [source, target].flatMap((object) => (object === null ? [] : [object.id]));
    if (refs.length === 0) return null;
    return this.own('observed-data', alert.id, alert.firstSeen, alert.lastSeen, {
      first_observed: iso(alert.firstSeen),
      last_observed: iso(alert.lastSeen),
      number_observed: Math.min(MOST_OBSERVED, Math.max(1, alert.eventCount)),
      object_refs: refs,
      labels: [safeText(titleOf(alert, this.words))],
    });
  }

  private observedId(alert: Alert | undefined): string | null {
    const id = alert === undefined ? null : stixId('observed-data', alert.id);
    return id !== null && this.objects.has(id) ? id : null;
  }

  private ban(decision: Decision): void {
    const { id, value, createdAt, state, responder, commands } = decision;
    const action = this.own('course-of-action', id, createdAt, createdAt, {
      name: `${this.words.sentences.ban(effectOf(decision))}: ${safeText(value)}`,
      description: safeText([`${responder}: ${state}`, ...commands.map((argv) => argv.join(' '))].join('; ')),
    });
    const incident = this.figures.incidents.find(
      ({ attacker, addresses }) => attacker === value || addresses.includes(value),
    );
    if (!incident) return;
    const indicator = stixId('indicator', `${incident.kind} ${incident.attacker} ${incident.firstSeen}`);
    this.relate('mitigates', action, this.objects.has(indicator) ? indicator : null, incident);
  }

  private relate(type: string, from: string, to: string | null, { firstSeen, lastSeen }: Incident): void {
    if (to === null || !this.objects.has(to)) return;
    const refs = { relationship_type: type, source_ref: from, target_ref: to };
    this.own('relationship', `${from} ${type} ${to}`, firstSeen, lastSeen, refs);
  }

  private attackerObject({ kind, attacker }: Incident): StixObject | null {
    if (kind === 'user') return this.add(accountObject(attacker));
    return this.add(kind === 'host' ? domainObject(attacker) : addressObject(attacker));
  }

  private own(...[type, key, created, modified, properties]: Parameters<typeof domainObjectOf>): string {
    const by = type === 'identity' ? {} : { created_by_ref: this.identity, lang: this.words.lang };
    const object = domainObjectOf(type, key, created, modified, { ...by, ...properties });
    this.objects.set(object.id, object);
    return object.id;
  }

  private add<Given extends StixObject | null>(object: Given): Given {
    if (object !== null) this.objects.set(object.id, object);
    return object;
  }
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
