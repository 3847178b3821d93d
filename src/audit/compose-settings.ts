import { isMap, isScalar, LineCounter, parseDocument, type YAMLMap } from 'yaml';
import type { Setting } from '../model/finding.ts';

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
 * What a compose file gives its services that lets them out of their containers. `volumes` are told one by one, by
 * their source on the machine.
 */
export function composeSettings(path: string, text: string): Setting[] {
  const lines = new LineCounter();
  const services = parseDocument(text, { lineCounter: lines, prettyErrors: false }).get('services');
  if (!isMap(services)) return [];
  const settings = services.items.flatMap(({ key, value: service }) => {
    if (!isMap(service)) return [];
    const scope = `service ${isScalar(key) ? String(key.value) : ''}`;
    return settingsOf(service).map(({ name, value, at }): Setting => {
      return { owner: 'compose', name, value, source: path, line: lines.linePos(at).line, scope };
    });
  });
  return settings.slice(0, MOST_SETTINGS);
}

type Said = { readonly name: string; readonly value: string; readonly at: number };

function settingsOf(service: YAMLMap): Said[] {
  return service.items.flatMap(({ key, value }): Said[] => {
    const name = isScalar(key) ? String(key.value) : '';
    const at = isScalar(key) && key.range ? key.range[0] : 0;
    const said: unknown =
      isMap(value) || isScalar(value) || value === null ? value : (value as YAMLMap).toJSON();
    if (name === 'volumes' && Array.isArray(said)) {
      return said.map((volume) => ({ name: 'volume', value: sourceOf(volume), at }));
    }
    if (!COMPARED.some((compared) => compared === name)) return [];
    const written = isScalar(said) ? [said.value] : Array.isArray(said) ? said : [];
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
