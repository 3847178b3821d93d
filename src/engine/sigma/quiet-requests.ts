import type { Verdict } from '../../model/log-event.ts';
import { isDigit } from '../digits.ts';
import { JudgedBytes } from '../judged-bytes.ts';
import type { OpenBlock } from '../parse/open-block.ts';
import { WEBSERVER } from '../parse/web/web-event.ts';
import { isQuietAgent, isQuietFolder, isQuietPath } from '../web/attacks.ts';
import { PlainTarget } from '../web/first-look.ts';
import { techniqueOf } from '../web/found.ts';
import { TELLING_WORDS } from '../web/telling-words.ts';
import { DetectionMatcher } from './detection-matcher.ts';
import { isEventField, isTargetField, OF_EARLIER_REQUESTS } from './event-fields.ts';
import { namesOf } from './field-names.ts';
import { KEYWORDS, type Slot } from './field-table.ts';
import type { Gate, GateId } from './gates.ts';
import { DoubtfulRules, type Judged, JudgedRequests } from './judged-requests.ts';
import { rarestWindow, WINDOWS } from './literal-index.ts';
import { logsourceApplies } from './logsource.ts';
import type { CompiledDetection, RuleSet } from './rule-set.ts';
import { Automaton } from './texts/automaton.ts';

/**
 * What a gate looks at: a part of the request, what the detectors of attacks found, a field that requests never have, or
 * what is not looked at here.
 */
type Part = 'line' | 'target' | 'referer' | 'agent' | 'method' | 'status' | 'attack' | 'absent' | 'other';
type Searched = 'line' | 'target' | 'referer' | 'agent';

const SEARCHED: readonly Searched[] = ['line', 'target', 'referer', 'agent'];
/** Fields of a request that are not looked at here. */
const OTHERS = ['src_host', 'cs-username', 'cs-version', 'sc-bytes', 'cs-host'];
/** Requests of other methods are not quiet. */
export const METHODS = ['GET', 'POST', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'] as const;
const STATUSES = 1000;
const MOST_FRONTS = 1024;

/**
 * Tells from the bytes of a request that no rule can match it: its status and method open no gate, none of the words that
 * rules look for stand in it, and nothing is hidden in its target. Nearly all requests of an ordinary log are such; they
 * are counted, and nothing is made of them. The others are matched as ever: one that is not quiet need not match.
 */
export class QuietRequests {
  /** Fields of a record that decide whether rules are tried: where it has one of these of its own, it is not for here. */
  readonly watched: ReadonlySet<string>;
  /** All fields that rules look at. */
  readonly read: ReadonlySet<string>;
  private readonly words: Readonly<Record<Searched, Automaton | null>>;
  /** What is said of quiet requests: of those that were answered, and of those that were refused. */
  readonly answered: Judged = { verdict: this.saying(null), outcome: 'success' };
  readonly refused: Judged = { verdict: this.answered.verdict, outcome: 'failure' };
  /** Of front pages that were shown, by their bytes. */
  private readonly fronts = new Map<number, Judged>();
  /** The others. */
  readonly judged: JudgedRequests;
  private readonly agents: JudgedBytes;
  private readonly paths = new JudgedBytes(
    ({ text }, start, end) => isQuietPath(text.slice(start, end)),
    1 << 15,
    64,
  );
  private readonly numbered = new JudgedBytes(
    ({ text }, start, end) => isQuietFolder(text.slice(start, end)),
    1 << 11,
    64,
  );
  private readonly target: PlainTarget;
  private readonly referer = new PlainTarget();
  /** By method and status: 1 quiet, 2 not, 0 not known yet. */
  private readonly answers = METHODS.map(() => new Uint8Array(STATUSES));

  /** Null when some rule has to look at every request. */
  static of(rules: RuleSet, matcher = new DetectionMatcher(rules)): QuietRequests | null {
    const detections = rules.detections.filter(({ rule }) => logsourceApplies(rule.logsource, WEBSERVER));
    const plans: AnswerGates[] = [];
    const literals: Record<Searched, Set<string>> = {
      ...{ line: new Set(), target: new Set(), referer: new Set(), agent: new Set() },
    };
    for (const detection of detections) {
      const needs = tellingNeeds(detection, rules);
      if (needs === null) return null;
      for (const { part, literals: own } of needs.flat())
        if (isSearched(part)) for (const literal of own) literals[part].add(literal);
        else if (part === 'attack') for (const word of TELLING_WORDS) literals.target.add(word);
      const answers = needs.map((gates) => gates.filter(isOfAnswer));
      if (answers.every((gates) => gates.length > 0)) plans.push(answers);
    }
    const words = wordsOf(literals);
    return words && new QuietRequests(plans, words, detections, { rules, matcher });
  }

  private constructor(
    private readonly plans: readonly AnswerGates[],
    words: Readonly<Record<Searched, Automaton | null>>,
    detections: readonly CompiledDetection[],
    { rules, matcher }: { readonly rules: RuleSet; readonly matcher: DetectionMatcher },
  ) {
    this.words = words;
    this.target = new PlainTarget(words.target ?? undefined);
    this.watched = namesIn(
      rules,
      detections.flatMap(({ watched }) => watched.map((id) => rules.gates.get(id).slot)),
    );
    this.read = namesIn(
      rules,
      detections.flatMap(({ slots }) => slots),
    );
    const doubtful = new DoubtfulRules(detections, rules);
    const later = new DoubtfulRules(detections, rules, (name) => OF_EARLIER_REQUESTS.has(name));
    const keywords = doubtful.keywords.size === 0 ? null : automatonOf([...doubtful.keywords]);
    this.judged = new JudgedRequests(this, matcher, rules, doubtful, later, keywords);
    const { agent } = words;
    this.agents = new JudgedBytes(
      ({ text: block }, start, end) => {
        const text = block.slice(start, end);
        return !ENDS_TEXT.test(text) && isQuietAgent(text) && (agent === null || !holdsWord(agent, text));
      },
      1 << 11,
      256,
    );
  }

  /** `method`: its place in `METHODS`. */
  isQuietAnswer(method: number, status: number): boolean {
    const answers = this.answers[method];
    if (answers === undefined || !(status >= 100 && status < STATUSES)) return false;
    if (answers[status] === 0) answers[status] = this.opensNothing(method, status) ? 1 : 2;
    return answers[status] === 1;
  }

  /** Of a quiet request for `/` that was answered with so many bytes. */
  frontPage(bytes: number): Judged {
    const known = this.fronts.get(bytes);
    if (known !== undefined) return known;
    if (this.fronts.size >= MOST_FRONTS) this.fronts.clear();
    const judged: Judged = { verdict: this.saying(bytes), outcome: 'success' };
    this.fronts.set(bytes, judged);
    return judged;
  }

  private saying(front: number | null): Verdict {
    return { by: this, detections: [], classes: [], front };
  }

  /** The end of a quiet target that begins at `start` and is followed by `stop`; -1 when it is not quiet. */
  quietTargetEnd(block: OpenBlock, start: number, limit: number, stop: number): number {
    const { target } = this;
    if (!target.read(block.bytes, start, limit, stop) || target.end === start) return -1;
    return this.isQuietPath(block, start, target.pathEnd) ? target.end : -1;
  }

  /** A folder of numbered pages, as a shop has, is remembered once, not page by page. */
  private isQuietPath(block: OpenBlock, start: number, end: number): boolean {
    const { bytes } = block;
    let number = end;
    while (number > start && isDigit(bytes[number - 1] as number)) number--;
    if (number < end && number > start + 1 && bytes[number - 1] === SLASH)
      if (this.numbered.holds(block, start, number)) return true;
    return this.paths.holds(block, start, end);
  }

  /** The same of a referer. */
  quietRefererEnd({ bytes }: OpenBlock, start: number, limit: number, stop: number): number {
    const { referer, words } = this;
    const path = afterHost(bytes, start, limit, stop);
    if (path === -1 || !referer.read(bytes, path, limit, stop)) return -1;
    return words.referer?.standsIn(bytes, start, referer.end) ? -1 : referer.end;
  }

  /**
   * Whether a user agent is quiet. False also where a quote, a backslash or a control character shows that this is not the
   * text of one field alone.
   */
  isQuietAgent(block: OpenBlock, start: number, end: number): boolean {
    return this.agents.holds(block, start, end);
  }

  /** Whether no rule for the whole line can match it. */
  isQuietLine({ bytes }: OpenBlock, start: number, end: number): boolean {
    const { line } = this.words;
    return line === null || !line.standsIn(bytes, start, end);
  }

  private opensNothing(method: number, status: number): boolean {
    const texts = { method: (METHODS[method] as string).toLowerCase(), status: String(status) };
    return this.plans.every((needs) =>
      needs.some((gates) =>
        gates.every(({ part, how, literals }) => {
          const text = texts[part as 'method' | 'status'];
          return !literals.some((literal) => (how === 'whole' ? text === literal : text.includes(literal)));
        }),
      ),
    );
  }
}

type PartGate = Gate & { readonly part: Part };
/** Gates of status and method: in each set one must be open. */
type AnswerGates = readonly (readonly PartGate[])[];

/**
 * The needs of a detection that can be judged here: one that does not depend on method and status, if it has such; otherwise all.
 * Null when it has none.
 */
function tellingNeeds(
  { needs }: CompiledDetection,
  { gates, fields }: RuleSet,
): readonly (readonly PartGate[])[] | null {
  const told = needs
    .map((ids: readonly GateId[]) =>
      ids.map((id): PartGate => {
        const gate = gates.get(id);
        return { ...gate, part: partOf(gate, fields.names[gate.slot] as string) };
      }),
    )
    .filter((set) => set.every(({ part, literals }) => part !== 'other' && !literals.includes('')));
  const certain = told.filter((set) => !set.some(isOfAnswer));
  const best = certain.find((set) => set.every(({ part }) => part === 'attack')) ?? certain[0];
  if (best !== undefined) return [best];
  return told.length > 0 ? told : null;
}

function partOf({ slot }: Gate, name: string): Part {
  if (slot === KEYWORDS) return 'line';
  if (techniqueOf(name) !== null) return 'attack';
  if (isTargetField(name)) return 'target';
  const names = namesOf(name);
  if (names.includes('cs-user-agent')) return 'agent';
  if (names.includes('cs-referer')) return 'referer';
  if (names.includes('cs-method')) return 'method';
  if (names.includes('sc-status')) return 'status';
  if (names.includes('cs-uri')) return 'target';
  return isEventField(name) || OTHERS.some((other) => names.includes(other)) ? 'other' : 'absent';
}

function isOfAnswer({ part }: PartGate): boolean {
  return part === 'method' || part === 'status';
}

function isSearched(part: Part): part is Searched {
  return (SEARCHED as readonly Part[]).includes(part);
}

function wordsOf(
  literals: Readonly<Record<Searched, ReadonlySet<string>>>,
): Readonly<Record<Searched, Automaton | null>> | null {
  const words: Record<Searched, Automaton | null> = { line: null, target: null, referer: null, agent: null };
  for (const part of SEARCHED) {
    if (literals[part].size === 0) continue;
    words[part] = automatonOf([...literals[part]]);
    if (words[part] === null) return null;
  }
  return words;
}

function automatonOf(literals: readonly string[]): Automaton | null {
  for (const size of WINDOWS) {
    const automaton = Automaton.of([...new Set(literals.map((literal) => rarestWindow(literal, size)))]);
    if (automaton !== null) return automaton;
  }
  return null;
}

function holdsWord(words: Automaton, text: string): boolean {
  let holds = false;
  const isAscii = words.search(text, false, () => {
    holds = true;
  });
  return holds || !isAscii;
}

/** The names under which these fields may stand in a record. */
function namesIn({ fields }: RuleSet, slots: readonly Slot[]): ReadonlySet<string> {
  return new Set([...new Set(slots)].flatMap((slot) => namesOf(fields.names[slot] as string)));
}

const ENDS_TEXT = /["\\\x00-\x1f]/;
const HYPHEN = 45;
const COLON = 58;
const SLASH = 47;

/** Where the path of an address begins, or its end; -1 when it is neither an address nor left out. */
function afterHost(bytes: Uint8Array, start: number, limit: number, stop: number): number {
  if (bytes[start] === stop) return start;
  if (bytes[start] === HYPHEN && bytes[start + 1] === stop) return start + 1;
  // `http` and `://`, perhaps with an `s` between.
  if (
    bytes[start] !== 104 ||
    bytes[start + 1] !== 116 ||
    bytes[start + 2] !== 116 ||
    bytes[start + 3] !== 112
  )
    return -1;
  let at = start + (bytes[start + 4] === 115 ? 5 : 4);
  if (bytes[at] !== COLON || bytes[at + 1] !== SLASH || bytes[at + 2] !== SLASH) return -1;
  for (at += 3; at < limit && isOfHost(bytes[at] as number); at++);
  return bytes[at] === SLASH || bytes[at] === stop ? at : -1;
}

/** Letters, digits, `.`, `-`, `:`. */
function isOfHost(code: number): boolean {
  const letter = code | 32;
  return (letter >= 97 && letter <= 122) || (code >= 48 && code <= 58) || code === 45 || code === 46;
}
