import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type DurationMs, parseDuration } from '../model/time.ts';
import { UserError } from '../model/user-error.ts';

/** A hunt that is kept under a name. */
export type SavedHunt = {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** LogQL in which `$selector` stands for what the hunter looks at. */
  readonly query: string;
  /** Drawn as a curve: how often in this window, null for what the query gives by itself. */
  readonly window: DurationMs | null;
  /** Above it, it is worth a look; null without one. */
  readonly threshold: number | null;
};

/** Everything that is read here. */
export const ALL_LOCAL = '{filename=~".+"}';

/** The hunts of a folder by name. Throws `UserError` when a file is not one. */
export function loadHunts(folder: string): readonly SavedHunt[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yml'))
    .sort()
    .map((file) => readHunt(join(folder, file), file.slice(0, -'.yml'.length)));
}

function readHunt(path: string, name: string): SavedHunt {
  const text = (value: unknown): string | null => (typeof value === 'string' ? value.trim() : null);
  let read: Readonly<Record<string, unknown>>;
  try {
    read = parse(readFileSync(path, 'utf8')) as Readonly<Record<string, unknown>>;
  } catch (error) {
    throw wrong(path, error instanceof Error ? error.message : String(error));
  }
  const query = text(read?.query);
  if (query === null) throw wrong(path, 'there is no query');
  const written = text(read.window);
  const window = written === null ? null : parseDuration(written);
  if (written !== null && window === null)
    throw wrong(path, `window: ${written} is not a duration such as 10s`);
  return {
    ...{ name, query, window, title: text(read.title) ?? name, description: text(read.description) ?? '' },
    threshold: typeof read.threshold === 'number' ? read.threshold : null,
  };
}

function wrong(path: string, why: string): UserError {
  return new UserError(
    `${path}: ${why}`,
    'A hunt is a file with title, description and query: see config/hunts.',
  );
}

/** The query with its `$selector` filled in. */
export function withSelector({ query }: Pick<SavedHunt, 'query'>, selector: string): string {
  return query.replaceAll('$selector', selector);
}
