import type { HuntLabels, HuntResult } from '../../model/hunt/hunt.ts';

/** `{a="b", c="d"}`; nothing for no labels. */
export function labelText(labels: HuntLabels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return pairs.length === 0 ? '' : `{${pairs.join(', ')}}`;
}

/** What all streams have in common. */
export function commonLabels(streams: readonly { readonly labels: HuntLabels }[]): HuntLabels {
  const [first, ...rest] = streams;
  return Object.fromEntries(
    Object.entries(first?.labels ?? {}).filter(([name, value]) =>
      rest.every(({ labels }) => Object.hasOwn(labels, name) && labels[name] === value),
    ),
  );
}

export function withoutLabels(labels: HuntLabels, common: HuntLabels): HuntLabels {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => !Object.hasOwn(common, name)));
}

/** One line of the answer; `time` in milliseconds, `ns` all digits. */
type FoundEntry = {
  readonly ns: string;
  readonly time: number;
  readonly line: string;
  readonly labels: HuntLabels;
};

/** All lines in order of time, oldest first; those of one time and stream in the order in which they stand. */
export function entriesOf(result: Extract<HuntResult, { kind: 'streams' }>): readonly FoundEntry[] {
  return result.streams
    .flatMap(({ labels, entries }) =>
      entries.map(({ ns, line }) => ({ ns, line, labels, time: Number(BigInt(ns) / 1_000_000n) })),
    )
    .sort((a, b) => a.ns.length - b.ns.length || (a.ns < b.ns ? -1 : a.ns > b.ns ? 1 : 0));
}
