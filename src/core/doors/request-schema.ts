import { z } from 'zod';
import type { HuntQuestion } from '../../model/hunt/hunt-answer.ts';
import { LEVELS } from '../../model/level.ts';
import { LIST_SORTS, type ListName } from '../../model/lists/list.ts';
import { DAY_MS } from '../../model/time.ts';
import type { ConsoleRequest } from '../protocol/messages.ts';
import type { ViewRequest } from '../protocol/snapshot.ts';

/** What a visitor may ask: everything but the core's end, which is its owner's. */
export type VisitorRequest = Exclude<ConsoleRequest, { readonly kind: 'stop' }>;
export type VisitorMessage = {
  readonly seq: number;
  /** Who asks, in the visitor's own words: access is by the file, not by the name. */
  readonly actor: string;
  readonly request: VisitorRequest;
};

/** More than any screen shows: a larger number is a mistake, or meant to hurt. */
const MOST_ROWS = 5000;
const MOST_POINTS = 4000;

const count = (most: number) => z.int().min(0).max(most);
const id = z.string().max(200);
const words = z.string().max(2000);
/** Loki's own limit. */
const LONGEST_QUERY = 5120;
const logql = z.string().max(LONGEST_QUERY);
const moment = z.number().min(0).max(Number.MAX_SAFE_INTEGER);
const duration = z.number().min(0).nullable();

const listQuery = z.strictObject({
  filter: words,
  sort: z.string().max(40),
  reverse: z.boolean(),
  offset: count(1e9),
  limit: count(MOST_ROWS),
  selected: words.nullable(),
});

const view = z.strictObject({
  lists: z.partialRecord(z.enum(Object.keys(LIST_SORTS) as [ListName, ...ListName[]]), listQuery),
  level: z.enum(LEVELS),
  series: z.strictObject({
    source: words.nullable(),
    span: z
      .number()
      .min(1)
      .max(400 * DAY_MS),
    back: z
      .number()
      .min(0)
      .max(400 * DAY_MS),
    points: z.int().min(1).max(MOST_POINTS),
  }),
  detail: id.nullable(),
  entity: words.nullable(),
  heat: z.boolean(),
  rule: id.nullable().optional(),
  networkLimit: count(MOST_ROWS).optional(),
} satisfies { readonly [Key in keyof ViewRequest]-?: z.ZodType });

/** One a kind of request: a new one is not let in before it stands here. */
const SHAPES = {
  snapshot: { view },
  news: { after: count(Number.MAX_SAFE_INTEGER) },
  'plan-ban': { address: id, duration: duration.optional(), responder: id.optional() },
  ban: {
    address: id,
    duration,
    alertId: id.nullable(),
    override: id.nullable().optional(),
    reason: words.nullable().optional(),
    responder: id.nullable().optional(),
    actor: id.nullable().optional(),
    orderedAt: moment.optional(),
  },
  unban: { decisionId: id, orderedAt: moment.optional() },
  'confirm-ban': { decisionId: id },
  undo: { decisionId: id.optional() },
  bans: { limit: count(10_000) },
  'automatic-bans': { order: z.enum(['halt', 'resume']) },
  allow: { address: id, order: z.enum(['ask', 'add', 'remove']) },
  acknowledge: { alertId: id },
  note: { subject: id, text: words },
  actions: { limit: count(10_000) },
  hunt: {
    question: z.strictObject({
      query: logql,
      asCurve: z.boolean(),
      last: duration.optional(),
      between: z.strictObject({ from: moment, to: moment }).nullable().optional(),
    } satisfies { readonly [Key in keyof HuntQuestion]-?: z.ZodType }),
  },
  'follow-hunt': { query: logql },
  'hunt-news': { after: count(Number.MAX_SAFE_INTEGER) },
  'keep-hunt': { name: z.string().min(1).max(64), query: logql },
  'forget-hunt': { name: z.string().min(1).max(64) },
  'cancel-hunt': {},
  'inspect-hunt': { query: logql, at: count(LONGEST_QUERY) },
  'saved-hunts': {},
  'hunt-rule': { query: logql },
  'try-hunt-rule': { query: logql },
  'rule-hunt': { name: id },
  store: {},
} as const satisfies {
  readonly [Kind in VisitorRequest['kind']]: {
    readonly [Key in Exclude<keyof Extract<VisitorRequest, { readonly kind: Kind }>, 'kind'>]-?: z.ZodType;
  };
};

const head = z.looseObject({ seq: z.int().min(0), actor: id, request: z.looseObject({ kind: z.string() }) });
const SCHEMAS = new Map(
  Object.entries(SHAPES).map(([kind, shape]) => [
    kind,
    z.strictObject({ kind: z.literal(kind), ...(shape as z.ZodRawShape) }),
  ]),
);

type CheckedMessage =
  | { readonly ok: true; readonly message: VisitorMessage }
  /** The request has a number, so that its sender can be told what is wrong with it. */
  | { readonly ok: false; readonly seq: number; readonly reason: string };

/** What came in, if it is a message of ours; null when it cannot even be answered. */
export function checkMessage(value: unknown): CheckedMessage | null {
  const heading = head.safeParse(value);
  if (!heading.success) return null;
  const { seq, actor, request } = heading.data;
  const schema = SCHEMAS.get(request.kind);
  if (schema === undefined) return { ok: false, seq, reason: 'this core does not know that request' };
  const checked = schema.safeParse(request);
  if (!checked.success) {
    const place = checked.error.issues[0]?.path.join('.') ?? '';
    return { ok: false, seq, reason: `the request ${request.kind} is not as it should be (${place})` };
  }
  // The schemas are made from the very names of the type.
  return { ok: true, message: { seq, actor, request: checked.data as unknown as VisitorRequest } };
}
