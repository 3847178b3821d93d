import type { Runner } from '../../platform/execute.ts';
import { type Check, type CheckResult, ok, warning } from './check.ts';

/** Programs that write what goes by as a capture, and what to give each. Both open the device to list its link types. */
const PROGRAMS = [
  { name: 'dumpcap', live: 'dumpcap -q -i eth0 -w - | soc-console -' },
  { name: 'tcpdump', live: 'tcpdump -i eth0 -U -s 512 -w - | soc-console -' },
] as const;
const NO_CAPTURE = 'captures in files are read all the same';
const SETCAP = 'cap_net_raw,cap_net_admin=eip';

/** Whether packets can be watched live: by a program of its own, so that nothing of ours needs the right to. */
export function captureCheck(run: Runner, isRoot: boolean): Check {
  return {
    part: 'captures',
    async run() {
      const tried = await Promise.all(
        PROGRAMS.map(async (program) => ({ ...program, ran: await run([program.name, '-i', 'lo', '-L']) })),
      );
      const installed = tried.filter(({ ran }) => ran.failure !== 'missing');
      const working = installed.find(({ ran }) => ran.exitCode === 0);
      return [
        resultOf(
          installed.map(({ name }) => name),
          working ?? null,
          isRoot,
        ),
      ];
    },
  };
}

function resultOf(
  installed: readonly string[],
  working: (typeof PROGRAMS)[number] | null,
  isRoot: boolean,
): CheckResult {
  const [first] = installed;
  if (first === undefined) {
    return ok('live', `neither dumpcap nor tcpdump is here (apt install wireshark-common): ${NO_CAPTURE}`);
  }
  if (working !== null) {
    const who = isRoot
      ? `; so that nobody need be root: setcap ${SETCAP} on ${working.name}, for a group`
      : '';
    return ok('live', `${working.name} may capture: ${working.live}${who}`);
  }
  const remedy = `As root: setcap ${SETCAP} "$(command -v ${first})", after chgrp and chmod 750 for those who may (docs/packets.md).`;
  return warning('live', `${installed.join(' and ')} may not capture for this user; ${NO_CAPTURE}`, remedy);
}
