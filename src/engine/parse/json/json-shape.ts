import type { QuietRequests } from '../../sigma/quiet-requests.ts';
import { Words } from '../open-block.ts';
import {
  ACCESS_NAMES,
  BODY_NAMES,
  COOKIE_NAMES,
  FORWARDED_NAMES,
  REQUEST_NAMES,
} from '../web/access-names.ts';
import { type Leaf, type Outline, outlineOf } from './json-outline.ts';

/** What every request tells, under whatever key. */
type Named = 'time' | 'client' | 'method' | 'target' | 'request' | 'status' | 'referer' | 'agent';
/** What a value means for the request, and with that how it is read. */
export type Role = Named | 'cookie' | 'forwarded' | 'body';

/** One value of a JSON record, and what stands before it. */
export type ShapeLeaf = {
  /** All between the value before and this one; the opening quote of a text is part of it. */
  readonly before: Words;
  readonly isText: boolean;
  /** Null for a value that says nothing of the request itself. */
  readonly role: Role | null;
  /** When it is empty, no other key of the record tells the same. */
  readonly isOnly: boolean;
  /** It says what is asked for or how that was answered, or some rule looks at it. */
  readonly isOfRequest: boolean;
  readonly isUser: boolean;
};

/** The form that all lines of one program's access log have: what stands between their values, and what each value means. */
export type JsonShape = {
  readonly leaves: readonly ShapeLeaf[];
  /** The character codes of what stands behind the last value. */
  readonly tail: readonly number[];
};

/** The shortest text between two values: what reads it looks at four bytes at once. */
const SHORTEST_PIECE = 4;

/**
 * The shape of a line that was read as a request. Null when its record does not tell in a usual way who asked for what, when, and
 * with which answer, or when rules look at more of it than that.
 */
export function shapeOf(line: string, quiet: QuietRequests): JsonShape | null {
  const outline = outlineOf(line);
  return outline && shapeOfOutline(outline, quiet);
}

function shapeOfOutline(outline: Outline, quiet: QuietRequests): JsonShape | null {
  const names = outline.leaves.map(({ name }) => name);
  const roles = rolesOf(names);
  if (roles === null || outline.pieces.some((piece) => piece.length < SHORTEST_PIECE)) return null;
  const telling: readonly string[] = Object.values(ACCESS_NAMES).flat();
  if (outline.constants.some((name) => telling.includes(name) || quiet.watched.has(name))) return null;
  // A rule looks at a field that only this program's records have: such a record must be read as a whole.
  if (names.some((name) => quiet.watched.has(name) && !roles.has(name))) return null;
  const leaves = outline.leaves.map(({ name, kind }: Leaf, index): ShapeLeaf => {
    const named = roles.get(name) ?? null;
    return {
      before: new Words(outline.pieces[index] as string),
      isText: kind === 'text',
      role: named ?? headerRole(name),
      isOnly: named === null || ACCESS_NAMES[named].filter((each) => names.includes(each)).length === 1,
      isOfRequest: REQUEST_NAMES.includes(name) || quiet.read.has(name),
      isUser: ACCESS_NAMES.user.includes(name),
    };
  });
  return { leaves, tail: Array.from(outline.tail, (sign) => sign.charCodeAt(0)) };
}

function headerRole(name: string): Role | null {
  if (COOKIE_NAMES.includes(name)) return 'cookie';
  if (BODY_NAMES.includes(name)) return 'body';
  return FORWARDED_NAMES.includes(name) ? 'forwarded' : null;
}

/** Which key tells what, as `AccessRecordReader` chooses among several. Null when one is missing that every request needs. */
function rolesOf(names: readonly string[]): ReadonlyMap<string, Named> | null {
  const roles = new Map<string, Named>();
  const find = (role: keyof typeof ACCESS_NAMES): string | undefined =>
    ACCESS_NAMES[role].find((name) => names.includes(name));
  const needed: Named[] = ['time', 'client', 'status'];
  if (find('target') !== undefined) needed.push('target', 'method');
  else if (find('request') !== undefined && find('method') === undefined) needed.push('request');
  else return null;
  for (const role of needed) {
    const name = find(role);
    if (name === undefined || roles.has(name)) return null;
    roles.set(name, role);
  }
  for (const role of ['referer', 'agent'] as const) {
    const name = find(role);
    if (name !== undefined) roles.set(name, role);
  }
  return roles;
}
