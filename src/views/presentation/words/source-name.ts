import type { SourceId } from '../../../model/log-record.ts';
import { clean, type Look } from '../look.ts';
import { cutStart } from './cut.ts';

/** `file:/var/log/auth.log` -> `/var/log/auth.log`; cut at the start, for the end is what names a file. */
export function sourceName(id: SourceId, look: Look, width = Number.POSITIVE_INFINITY): string {
  return cutStart(clean(id.replace(/^(?:file|services):/, ''), look), width, look.glyphs.ellipsis);
}

/** `auth.log`: the last part of its path. */
export function sourceBaseName(id: SourceId, look: Look): string {
  const name = sourceName(id, look);
  return name.slice(name.lastIndexOf('/') + 1) || name;
}
