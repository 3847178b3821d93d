import { isScalar, type Pair } from 'yaml';
import type { Setting } from '../model/audit/finding.ts';
import type { ComposeFile } from './compose-file.ts';

const MOST_SETTINGS = 2000;
/** With one of these a container is as good as root on the machine. */
const COMPARED = [
  'privileged',
  'network_mode',
  'pid',
  'ipc',
  'userns_mode',
  'cap_add',
  'security_opt',
] as const;

/**
 * Settings of a compose file that let a service escape its container. Each of the `volumes` is a setting, named by its
 * source on the machine.
 */
export function composeSettings(path: string, file: ComposeFile): Setting[] {
  const settings = file.services().flatMap(({ name, items }) =>
    settingsOf(items, file).map(({ name: setting, value: said, at }): Setting => {
      const line = file.lineAt(at);
      return { owner: 'compose', name: setting, value: said, source: path, line, scope: `service ${name}` };
    }),
  );
  return settings.slice(0, MOST_SETTINGS);
}

type Said = { readonly name: string; readonly value: string; readonly at: number };

function settingsOf(items: ReadonlyMap<string, Pair>, file: ComposeFile): Said[] {
  return [...items].flatMap(([name, { key, value }]): Said[] => {
    const at = isScalar(key) && key.range ? key.range[0] : 0;
    if (name === 'volumes') {
      const said = file.plain(value);
      if (Array.isArray(said)) return said.map((volume) => ({ name: 'volume', value: sourceOf(volume), at }));
    }
    if (!COMPARED.some((compared) => compared === name)) return [];
    const said = file.plain(value);
    const written = Array.isArray(said) ? said : [said ?? ''];
    return [{ name, value: written.map(String).join(' ').toLowerCase(), at }];
  });
}

/** `/var/run/docker.sock:/x:ro`, `{type: bind, source: /, target: /host}`; a volume with a name is of Docker. */
function sourceOf(volume: unknown): string {
  if (typeof volume === 'string') return withoutSlash(volume.split(':')[0] ?? '');
  const source = typeof volume === 'object' && volume !== null ? (volume as { source?: unknown }).source : '';
  return withoutSlash(String(source ?? ''));
}

function withoutSlash(path: string): string {
  return path.length > 1 ? path.replace(/\/+$/, '') : path;
}
