import type { FormatName, ParserFactory } from '../parser.ts';
import { ContainerParser } from './container.ts';
import type { InnerFormats, Wrapped } from './container-stream.ts';

/** As the runtimes write it when they are asked for one: `docker logs -t`, `kubectl logs --timestamps`. */
const STAMP = '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6,9}(?:Z|[+-]\\d\\d:\\d\\d)';
const COLOUR = '\\x1b\\[[\\d;]{0,16}m';

const DOCKER_LOGS = new RegExp(`^(${STAMP}) (?=\\S)`);
/** `docker compose logs`: `web-1  | LINE`; `kubectl logs --prefix`: `[pod/web-7d/nginx] LINE`. Both may have the stamp too. */
const COMPOSE = new RegExp(
  `^(?:${COLOUR})?(?:([a-zA-Z\\d][\\w.-]{0,127}) {1,64}\\| ?|\\[(pod/[\\w./-]{1,255})\\] )(?:${COLOUR} ?)?(?:(${STAMP}) )?`,
);
const COLOURS = new RegExp(COLOUR, 'g');

export function wrapped(text: string, stream: string, stamp: string | null): Wrapped {
  return { text, stream, stamp, isEnd: true, record: { time: stamp, stream } };
}

function unwrapDockerLogs(line: string): Wrapped | null {
  const [head, stamp] = DOCKER_LOGS.exec(line) ?? [];
  return head === undefined ? null : wrapped(line.slice(head.length), 'stdout', stamp ?? null);
}

function unwrapCompose(line: string): Wrapped | null {
  const [head, service, pod, stamp] = COMPOSE.exec(line) ?? [];
  return head === undefined ? null : wrapped(line.slice(head.length), service ?? pod ?? '', stamp ?? null);
}

/** What a program wrote for a terminal. */
function uncolour(line: string): Wrapped {
  return wrapped(line.replace(COLOURS, ''), 'stdout', null);
}

type Unwrap = (line: string) => Wrapped | null;

/** Lines of other formats, behind what somebody put before them. */
function prefixed(format: FormatName, unwrap: Unwrap, formats: InnerFormats): ParserFactory {
  return {
    format,
    recognises: (line) => {
      const inner = unwrap(line);
      return inner !== null && inner.text !== line && formats.detect([inner.text]) !== null;
    },
    create: () => new ContainerParser(format, unwrap, formats),
  };
}

export function dockerLogsFormat(formats: InnerFormats): ParserFactory {
  return prefixed('docker-logs', unwrapDockerLogs, formats);
}

export function composeFormat(formats: InnerFormats): ParserFactory {
  return prefixed('compose', unwrapCompose, formats);
}

/** Only of lines that are nothing with their colours: what an attacker colours in a name stays as it was written. */
export function colouredFormat(formats: InnerFormats): ParserFactory {
  const format = prefixed('coloured', uncolour, formats);
  return { ...format, recognises: (line) => format.recognises(line) && formats.detect([line]) === null };
}
