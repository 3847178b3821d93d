import type { Runner } from '../../src/platform/execute.ts';
import {
  allFailed,
  type ListedBan,
  type Listing,
  type Outcome,
  type Responder,
} from '../../src/responders/responder.ts';

/** A firewall in memory, which can be broken in every way that a real one can. */
export class FakeFirewall {
  readonly bans = new Map<string, ListedBan>();
  /** Orders as they came: `+203.0.113.7`, `-203.0.113.7`. */
  readonly orders: string[] = [];
  /** Every order fails with this. */
  failure: string | null = null;
  /** It cannot be asked what it holds. */
  unreachable: string | null = null;
  /** Says that all went well, and does nothing. */
  lies = false;
  /** Packets do not come to its rules. */
  unreached: string | null = null;
  private gate: Promise<void> = Promise.resolve();
  private open: () => void = () => {};

  constructor(
    readonly name = 'firewall',
    readonly renews = true,
  ) {}

  /** Orders wait until `release`. */
  hold(): void {
    this.gate = new Promise((resolve) => {
      this.open = resolve;
    });
  }

  release(): void {
    this.open();
  }

  get responder(): Responder {
    const { name, renews } = this;
    return {
      ...{ name, simulated: false, renews, own: true },
      commands: ({ value }) => [['ban', value]],
      check: async () => this.unreachable ?? this.failure,
      apply: (targets) =>
        this.order(
          '+',
          targets.map(({ value }) => value),
          (value) => this.bans.set(value, { packets: 0, remaining: null }),
        ),
      revert: (values) => this.order('-', values, (value) => this.bans.delete(value)),
      list: async (): Promise<Listing> => {
        const { unreachable, unreached } = this;
        if (unreachable !== null) return { kind: 'unknown', why: unreachable, forgiven: false };
        return { kind: 'listed', bans: new Map(this.bans), unreached: { ipv4: unreached, ipv6: unreached } };
      },
    };
  }

  private async order(
    sign: '+' | '-',
    values: readonly string[],
    act: (value: string) => void,
  ): Promise<Outcome> {
    this.orders.push(...values.map((value) => `${sign}${value}`));
    await this.gate;
    const why = this.unreachable ?? this.failure;
    const argv = ['firewall', sign, ...values];
    const ran = [
      { argv, input: null, exitCode: why === null ? 0 : 1, stdout: '', stderr: why ?? '', failure: null },
    ];
    if (why !== null) return allFailed(ran, values, why);
    if (!this.lies) for (const value of values) act(value);
    return { ran, failures: new Map() };
  }
}

/** A runner that answers as told and remembers what it was asked. */
export function fakeRunner(
  answer: (argv: readonly string[], input: string | null) => Partial<Awaited<ReturnType<Runner>>>,
): {
  readonly run: Runner;
  readonly asked: { readonly argv: readonly string[]; readonly input: string | null }[];
} {
  const asked: { readonly argv: readonly string[]; readonly input: string | null }[] = [];
  const run: Runner = async (argv, input = undefined) => {
    asked.push({ argv, input: input ?? null });
    return {
      ...{ argv, input: input ?? null, exitCode: 0, stdout: '', stderr: '', failure: null },
      ...answer(argv, input ?? null),
    };
  };
  return { run, asked };
}
