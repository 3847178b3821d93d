import { type LogEvent, retainText } from '../../model/log-event.ts';
import { decodeTarget } from '../decode.ts';
import { findScanner } from './agents.ts';
import { bodyValues, objectThatTells, withoutElements } from './bodies.ts';
import { findCode } from './code.ts';
import { findAgentCommand, findCommand, findCommandInPath, findInPieces } from './commands.ts';
import { findInCookie, findInOthers, IN_HEADERS, IN_OTHERS } from './cookies.ts';
import { findDetour, findOwnAddress, findRedirect } from './detours.ts';
import { doorOfAdministration, doorOfHole, findAdminDoor, findKnownHole, mayHoldHoles } from './doors.ts';
import { BY_NAME_ALONE, findFileAccess, findInclude, findListener, findWholeName } from './files.ts';
import { isSuspicious } from './first-look.ts';
import { type Attacks, amongWords, join, NOTHING, note, type Technique, withoutDoubles } from './found.ts';
import { findHeader } from './headers.ts';
import { findLookup } from './lookup.ts';
import { findPacked } from './packed.ts';
import { plainPath } from './plain-path.ts';
import { findSensitiveFile, soughtFile } from './probes.ts';
import { findQuery } from './query-language.ts';
import { type RequestValue, targetValues, textValue } from './request-values.ts';
import {
  ANGLE,
  BRACKET,
  COLON,
  COMMENT,
  CONTROL,
  DOLLAR,
  DOTS,
  EQUALS,
  MARK,
  OPTION,
  QUOTE,
  ROUND,
  SEPARATOR,
  SLASH,
  SPACE,
  STRANGE,
  signsOf,
} from './signs.ts';
import {
  type AskedFor,
  isAsked,
  isAskedName,
  isOfAFileManager,
  isSnippet,
  SNIPPET_OF,
  withPlace,
} from './snippets.ts';
import { findAgentSql, findPathSql, findSql, hasSqlWords } from './sql/sql.ts';
import { findCallable, findNamedCommand, holdsTellingWord } from './telling-words.ts';
import { findTemplate } from './template.ts';
import { valuesWithin } from './within.ts';
import { findXss } from './xss.ts';

/**
 * Finds the attacks in a request, by technique. Remembers what it found in user agents and targets: most requests of a log
 * have one of a few.
 */
export class AttackFinder {
  private readonly agents = new Remembered(findInAgent);
  private readonly targets = new Remembered(findInWorthyTarget);

  find(event: LogEvent): Attacks {
    if (event.category !== 'web') return NOTHING;
    const target = event.fields['cs-uri'];
    const referer = event.fields['cs-referer'];
    const agent = event.fields['cs-user-agent'];
    let found: Attacks = typeof agent === 'string' ? this.agents.get(agent) : NOTHING;
    if (typeof target === 'string') found = join(found, this.findInTarget(target));
    if (typeof referer === 'string' && referer.length > 1 && isSuspicious(afterHost(referer)))
      found = join(found, findInReferer(referer));
    const { 'cs-cookie': cookie, 'cs-others': others, 'cs-body': body } = event.fields;
    if (typeof body === 'string' && body !== '') found = join(found, findInBody(body));
    if (typeof cookie === 'string' && IN_HEADERS.test(cookie)) found = join(found, findInCookie(cookie));
    if (typeof others === 'string' && IN_OTHERS.test(others)) found = join(found, findInOthers(others));
    if (event.raw.includes('${')) found = join(found, lookupAnywhere(event.raw));
    return found;
  }

  private findInTarget(target: string): Attacks {
    return isPlainFile(target) ? NOTHING : this.targets.get(target);
  }
}

/**
 * Whether nothing of an attack is found in a user agent, not even a lookup of Log4j, which counts wherever in a line it
 * stands.
 */
export function isQuietAgent(agent: string): boolean {
  return !agent.includes('${') && findInAgent(agent) === NOTHING;
}

/** Whether a path is part of no attack. `path`: written plainly, without escapes and detours. */
export function isQuietPath(path: string): boolean {
  return !isRootOfDisk(path) && findByPath(pathOf(path)) === NOTHING;
}

/** Whether every path that is this folder followed by a number is part of no attack. */
export function isQuietFolder(folder: string): boolean {
  return !folder.includes('.') && !mayHoldHoles(ofSite(folder.toLowerCase())) && isQuietPath(`${folder}0`);
}

/** Most texts that are remembered, and the longest. */
const MOST = 4096;
const LONGEST = 512;

/** What `find` gives, remembered for texts that come again. */
class Remembered {
  private readonly known = new Map<string, Attacks>();

  constructor(private readonly find: (text: string) => Attacks) {}

  get(text: string): Attacks {
    if (text.length > LONGEST) return this.find(text);
    let found = this.known.get(text);
    if (found === undefined) {
      found = this.find(text);
      if (this.known.size >= MOST) this.known.clear();
      // An own copy: the text may be a slice of a big block.
      this.known.set(retainText(text), found);
    }
    return found;
  }
}

/** A picture, style or font whose target is written plainly: never worth a look, and half of all requests. */
function isPlainFile(target: string): boolean {
  return STATIC_END.test(target) && isPlain(target);
}

/** Whether the target needs no decoding, and its parameters hold nothing that could be part of an attack. */
function isPlain(target: string): boolean {
  return !isSuspicious(target) && !isRootOfDisk(target) && !holdsTellingWord(target);
}

function findInWorthyTarget(target: string): Attacks {
  if (isPlain(target)) return findByPath(pathOf(target), queryOf(target));
  const found: Attacks = {};
  const values = targetValues(target, '');
  for (const value of values) {
    if (value.kind === 'path') Object.assign(found, findByPath(pathOfFile(value), queryOf(target)));
    if (value.where === 'query') findInRest(value, found);
    else findInValue(value, found);
  }
  if (found.lfi?.endsWith(BY_NAME_ALONE) && isOfAFileManager(values)) {
    note(found, 'path_snippet', 'query', BY_NAME_ALONE);
    delete found.lfi;
  }
  return withoutDoubles(found);
}

/**
 * The query as one value: an attack may be spread over several parameters. What was already found in one of them, as a piece
 * of code that somebody asks about, is not reported again as an attack.
 */
function findInRest(value: RequestValue, found: Attacks): void {
  const rest: Attacks = {};
  findInValue(value, rest);
  for (const [technique, snippet] of Object.entries(SNIPPET_OF) as [AskedFor, Technique][])
    if (found[snippet] !== undefined) delete rest[technique];
  Object.assign(found, { ...rest, ...found });
}

/** Pictures, styles and fonts. */
const STATIC_END = /\.(?:css|png|jpe?g|gif|svg|webp|avif|ico|woff2?)$/;

/**
 * Whether a target begins like the path of a system's file (`/etc`, `/var`): a site may have such a folder, so this alone is
 * no attack.
 */
function isRootOfDisk(target: string): boolean {
  return ROOT_LETTERS.includes(target.charCodeAt(1) | 32) && ROOTS.test(target);
}

/** First letters of such folders: `etc`, `proc`, `root`, `var`, `usr`, `boot`, `windows`, `c:`, `opt`, `home`. */
const ROOT_LETTERS = [101, 112, 114, 118, 117, 98, 119, 99, 111, 104];
const ROOTS = /^\/(?:etc|proc|root|var|usr|boot|windows|winnt|[a-z]:|opt|home)\//i;

const LONGEST_PATH = 2000;

function pathOf(target: string): string {
  const question = target.indexOf('?');
  return target.slice(0, Math.min(question === -1 ? target.length : question, LONGEST_PATH)).toLowerCase();
}

/** The path with its plus signs: only in a query does a plus stand for a space (`/+CSCOE+/` is a folder of Cisco's). */
function pathOfFile({ raw, text }: RequestValue): string {
  const path = raw.includes('+') ? decodeTarget(raw.replaceAll('+', '%2B')) : text;
  return path.slice(0, LONGEST_PATH).toLowerCase();
}

function queryOf(target: string): string {
  const question = target.indexOf('?');
  return question === -1 ? '' : target.slice(question + 1, question + 1 + LONGEST_PATH);
}

/**
 * What the path alone tells. Without `query`, the answer holds for any query. A path with detours (`/a/../b`) is also looked
 * at as it was written.
 */
function findByPath(asked: string, query?: string): Attacks {
  const path = ofSite(asked);
  const plain = plainPath(path);
  const found = findByPlainPath(plain, query);
  return plain === path ? found : join(found, findByPlainPath(path, query));
}

/** The path without the site: Varnish, and Squid in front of a server, write whole addresses. */
function ofSite(path: string): string {
  return path.startsWith('http') ? path.replace(SITE, '') : path;
}

const SITE = /^https?:\/\/[^/]{1,256}(?=\/)/;

function findByPlainPath(path: string, query: string | undefined): Attacks {
  const file = findSensitiveFile(path);
  const hole = findKnownHole(path, query);
  const door = findAdminDoor(path);
  if (file === null && hole === null && door === null) return NOTHING;
  const found: Attacks = {};
  note(found, 'sensitive_file', 'path', file);
  note(found, 'known_hole', 'path', hole);
  note(found, 'admin_door', 'path', door);
  found.probe = retainText(soughtBy(path, hole !== null, file !== null).slice(0, LONGEST_SOUGHT));
  return found;
}

const LONGEST_SOUGHT = 200;

function soughtBy(path: string, isHole: boolean, isFile: boolean): string {
  if (isHole) return doorOfHole(path);
  return isFile ? soughtFile(path) : doorOfAdministration(path);
}

function findInReferer(referer: string): Attacks {
  const found: Attacks = {};
  const own = afterHost(referer);
  const values = own === referer ? [textValue('text', 'referer', referer)] : targetValues(own, 'referer ');
  for (const value of values) findInValue(value, found);
  return withoutDoubles(found);
}

/** Whoever edits a page sends its HTML in a body: there only what a browser runs is a sign of an attack. */
const RUNS = /<[\s/]{0,3}script|[\s/"'`]on[a-z]{3,30}\s{0,3}=|script:|: (?!an element|an attribute)/i;
/** A text of several words that has a file of the system in it names that file, and does not ask for it. */
const NAMED_ONLY = /^(?=[^\0]{0,16384}\s)(?![^\0]{0,16384}(?:\.\.|:\/\/|<!))/;
/** Words around a match mean that somebody quotes it. In the declaration of an XML entity they are part of the attack. */
const IS_QUOTED = /^(?![^\0]{0,16384}<!)\s{0,99}\S[^\0]{0,16384}?\s\S/;
const FILE_OF_THE_SYSTEM = /: a file of the system(?:, where people search)?$/;
const WRITTEN: readonly Technique[] = ['sql_snippet', 'code_snippet', 'path_snippet'];

function findInBody(body: string): Attacks {
  let found: Attacks = {};
  for (const value of bodyValues(body)) {
    const own: Attacks = {};
    findInValue(value, own);
    if (own.xss !== undefined && !RUNS.test(`${own.xss} ${value.text}`)) delete own.xss;
    if (FILE_OF_THE_SYSTEM.test(own.lfi ?? '') && NAMED_ONLY.test(value.text)) delete own.lfi;
    if (own.lfi !== undefined && IS_QUOTED.test(value.text)) own.lfi = amongWords(own.lfi);
    dropEndsOfElements(value, own);
    found = join(found, own);
  }
  const telling = objectThatTells(body);
  if (telling !== null) {
    note(found, 'query', 'body', findQuery(telling, true));
    note(found, 'code', 'body', findCode(telling));
  }
  // People write pieces of code into pages and tickets.
  for (const piece of WRITTEN) delete found[piece];
  return withoutDoubles(found);
}

/** `insert coin</p>`: the `<` or `>` of a closing tag ends neither a statement of SQL nor a command. */
function dropEndsOfElements(value: RequestValue, found: Attacks): void {
  if (found.sqli === undefined && found.command === undefined) return;
  const text = withoutElements(value.text);
  if (text === value.text) return;
  const bare: Attacks = {};
  findInValue({ ...value, text }, bare);
  if (bare.sqli === undefined) delete found.sqli;
  if (bare.command === undefined) delete found.command;
}

/** What stands behind scheme and host of an address; another text as it is. */
function afterHost(referer: string): string {
  if (!/^https?:\/\//i.test(referer)) return referer;
  const slash = referer.indexOf('/', 8);
  return slash === -1 ? '' : referer.slice(slash);
}

/** Whether a user agent does not begin with the name of a program or browser: then it is judged like any other value. */
function isNoAgent(agent: string): boolean {
  return !/^["']?\p{L}[\p{L}\w.+!& -]{0,60}(?:[/(;,:]|$)|mozilla|cfnetwork|okhttp/iu.test(agent);
}

function findInAgent(agent: string): Attacks {
  const found: Attacks = {};
  note(found, 'scanner', 'user agent', findScanner(agent));
  const { text, where, raw } = textValue('agent', 'user agent', agent);
  // Ordinary user agents hold `;`, parentheses and slashes: of them only what no program writes about itself is a sign.
  const isNone = isNoAgent(agent);
  note(found, 'sqli', where, isNone ? findSql(text) : findAgentSql(text));
  if (isNone) note(found, 'query', where, findQuery(text, true));
  note(found, 'command', where, findAgentCommand(text));
  if (isNone || /[<>`'"=:{$\\%]|\.\./.test(text)) {
    if (isNone || text.includes('<') || /on\w{3,20}\s{0,3}=|javascript:/i.test(text))
      note(found, 'xss', where, findXss(text));
    note(found, 'jndi', where, findLookup(text));
    note(found, 'code', where, findCode(text));
    note(found, 'template', where, findTemplate(text));
    note(found, 'header', where, findHeader(text));
  }
  if (text.includes('..') || /^\W*(?:\/|\w{3,6}:\/)/.test(text))
    note(found, 'lfi', where, findFileAccess(text, raw, 'value'));
  for (const _ in found) return found;
  return NOTHING;
}

/** How many values may be packed one within the other (base64 in JSON in base64 …). */
const DEEPEST = 4;

function findInValue(value: RequestValue, found: Attacks, depth = 0): void {
  const { kind, where, raw, text } = value;
  const tell = (technique: AskedFor, says: string | null): void => {
    if (says === null || isAskedName(technique, value)) return;
    const told = technique === 'lfi' ? withPlace(says, value) : says;
    note(found, isSnippet(technique, value) ? SNIPPET_OF[technique] : technique, where, told);
  };
  const signs = signsOf(text);
  const isPath = kind === 'path';
  if ((signs & SQL_SIGNS) !== 0 || ((signs & SPACE) !== 0 && hasSqlWords(text)))
    tell('sqli', isPath ? findPathSql(text) : findSql(text));
  if ((signs & FILE_SIGNS) !== 0) tell('lfi', findFileAccess(text, raw, isPath ? 'path' : 'value'));
  if ((signs & (SLASH | COLON)) !== 0)
    note(found, 'xss', where, findDetour(isPath ? 'path' : 'value', raw, text));
  if (kind === 'parameter') {
    findInParameter(value, signs, found, tell);
    if (depth < DEEPEST) for (const inner of valuesWithin(value)) findInValue(inner, found, depth + 1);
  }
  if ((signs & QUERY_SIGNS) !== 0) tell('query', findQuery(text, kind !== 'text'));
  if ((signs & SCRIPT_SIGNS) !== 0) tell('xss', findXss(text));
  if ((signs & COMMAND_SIGNS) !== 0 || text.startsWith('-'))
    tell('command', findCommand(text) ?? (isPath ? findCommandInPath(text) : null));
  if (!isPath) tell('code', findPacked(text));
  if (((signs & CODE_SIGNS) !== 0 || CODE_WORDS.test(text)) && !(isPath && OF_A_MANUAL.test(text)))
    tell('code', findCode(text));
  if ((signs & TEMPLATE_SIGNS) !== 0) tell('template', findTemplate(text));
  if ((signs & DOLLAR) !== 0 || text.includes('jndi')) note(found, 'jndi', where, findLookup(text));
  if ((signs & (CONTROL | STRANGE)) !== 0) note(found, 'header', where, findHeader(text));
}

function findInParameter(
  { name, where, text }: RequestValue,
  signs: number,
  found: Attacks,
  tell: (technique: AskedFor, says: string | null) => void,
): void {
  if ((signs & COLON) !== 0) note(found, 'path_snippet', where, findOwnAddress(name, text));
  const leaves = findRedirect(name, text);
  if (leaves !== null && !isAsked(name)) note(found, 'xss', where, leaves);
  tell('code', findCallable(name, text));
  tell('command', findNamedCommand(name, text) ?? findInPieces(text));
  tell('lfi', findWholeName(text) ?? findInclude(name, text) ?? findListener(text));
}

/** For each technique, the signs of which an attack of it has at least one: a value without them is not searched. */
const SQL_SIGNS = QUOTE | ANGLE | ROUND | SEPARATOR | EQUALS | COMMENT | MARK | CONTROL;
const FILE_SIGNS = SLASH | DOTS | COLON | CONTROL | ANGLE;
const QUERY_SIGNS = DOLLAR | ROUND | QUOTE | SEPARATOR | BRACKET | COLON;
const SCRIPT_SIGNS = SEPARATOR | SLASH | ANGLE | ROUND | QUOTE | EQUALS | BRACKET | COLON | STRANGE;
const COMMAND_SIGNS = COMMENT | SEPARATOR | DOLLAR | ANGLE | BRACKET | SLASH | OPTION | CONTROL | ROUND;
const CODE_SIGNS = ROUND | DOLLAR | BRACKET | ANGLE | QUOTE | COMMENT | CONTROL;
const TEMPLATE_SIGNS = BRACKET | ANGLE | DOLLAR | COMMENT | MARK;
const CODE_WORDS =
  /groovy|nashorn|scriptengine|ro0ab|h4si|gas[vw]|tzo|yto|java|class|_|@|phpunit|think|ignition|invokefunction|aaeaaad|aced0005|^redirect/i;

/** The page of a manual about a class, `/docs/java.lang.Runtime.html`: it runs nothing. */
const OF_A_MANUAL = /^[\w./-]{1,300}\.html$/;

function lookupAnywhere(raw: string): Attacks {
  const says = findLookup(raw.slice(0, 16_384));
  return says === null ? NOTHING : { jndi: `line: ${says}` };
}
