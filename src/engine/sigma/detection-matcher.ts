import type { LogEvent, Logsource } from '../../model/log-event.ts';
import type { Intelligence } from '../intel/intelligence.ts';
import { type EarlierAnswers, EventView } from './event-view.ts';
import { logsourceApplies } from './logsource.ts';
import type { CompiledDetection, RuleSet } from './rule-set.ts';
import { SearchPlan } from './search-plan.ts';

/** Picks, once per kind of event, the detections that apply; then runs only those that the event's own words call for. */
export class DetectionMatcher {
  private readonly plans = new Map<Logsource, SearchPlan>();
  private readonly view: EventView;
  private logsource: Logsource | null = null;
  private plan: SearchPlan;

  constructor(
    private readonly rules: RuleSet,
    intelligence: Intelligence | null = null,
    earlier: EarlierAnswers | null = null,
  ) {
    this.view = new EventView(rules.fields, rules.gates.size, intelligence, earlier);
    this.plan = new SearchPlan([], rules);
  }

  /**
   * Calls `hit` for each detection that matches, in their order; the view is valid during the call only. `newSource`: it
   * is a login from where its account never logged in before; `usualSource`: from where it usually does.
   */
  match(
    event: LogEvent,
    hit: (detection: CompiledDetection) => void,
    newSource = false,
    usualSource = false,
  ): EventView {
    this.view.set(event, newSource, usualSource);
    // Events of a kind come in runs.
    if (event.logsource !== this.logsource) {
      this.logsource = event.logsource;
      this.plan = this.planFor(event.logsource);
    }
    const { loginKind } = event;
    if (loginKind !== undefined && this.plan.looksAtLoginsOnly) {
      for (const detection of this.plan.matchesOf(loginKind, this.view)) hit(detection);
    } else this.plan.run(this.view, hit);
    return this.view;
  }

  /** The event in view without a look by any rule; the view is valid until the next event. */
  show(event: LogEvent): EventView {
    this.view.set(event);
    return this.view;
  }

  private planFor(logsource: Logsource): SearchPlan {
    let plan = this.plans.get(logsource);
    if (!plan) {
      const { detections } = this.rules;
      plan = new SearchPlan(
        detections.filter(({ rule }) => logsourceApplies(rule.logsource, logsource)),
        this.rules,
      );
      this.plans.set(logsource, plan);
    }
    return plan;
  }
}
