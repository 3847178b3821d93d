/**
 * What a person needs of thousands of tests: a line for each file, failures in full, what was skipped and why.
 * The closing lines are those of Node's own TAP reporter, and nothing follows them. When nothing went wrong but files
 * whose process never came to its first test, their names go to the file that SOC_UNSTARTED names.
 */
import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { inspect } from 'node:util';

const closingLine = /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) \d/;

// biome-ignore lint/style/noDefaultExport: Node loads a reporter by its default export.
export default async function* report(events) {
  const files = new Map();
  const failed = [];
  const skipped = [];
  const unstarted = [];
  const closing = [];
  let current;
  for await (const { type, data } of events) {
    if (type === 'test:stdout' || type === 'test:stderr') yield data.message;
    if (type === 'test:diagnostic' && data.nesting === 0 && closingLine.test(data.message))
      closing.push(data.message);
    if (type !== 'test:pass' && type !== 'test:fail') continue;

    const file = data.file ? relative(process.cwd(), data.file) : data.name;
    const isFile = data.nesting === 0 && data.name === data.file;
    if (isFile && !files.has(file) && data.details.error?.failureType === 'testTimeoutFailure')
      unstarted.push(file);
    if (current !== undefined && current !== file) yield fileLine(current, files.get(current));
    current = file;
    const counts = files.get(file) ?? { tests: 0, failed: 0, skipped: 0, duration: 0 };
    files.set(file, counts);
    if (data.nesting === 0) counts.duration += data.details.duration_ms;
    const isOwnFailure = data.details.error?.failureType !== 'subtestsFailed';
    if (data.details.type === 'suite') {
      // A hook of it failed: Node counts that as no test, and ends with 1.
      if (type === 'test:fail' && isOwnFailure) {
        counts.failed += 1;
        failed.push({ ...data, file });
      }
      continue;
    }
    counts.tests += 1;
    if (data.skip !== undefined) {
      counts.skipped += 1;
      skipped.push(`${file}: ${data.name}: ${data.skip || 'no reason given'}`);
    }
    if (type === 'test:fail' && data.todo === undefined) {
      counts.failed += 1;
      if (isOwnFailure) failed.push({ ...data, file });
    }
  }
  if (current !== undefined) yield fileLine(current, files.get(current));
  for (const failure of failed) yield failureText(failure);
  const { SOC_UNSTARTED: list } = process.env;
  if (list && unstarted.length > 0 && unstarted.length === failed.length && skipped.length === 0)
    writeFileSync(list, unstarted.join('\n'));
  yield skipped.length === 0
    ? '\nNothing was skipped.\n'
    : `\nSkipped:\n${skipped.map((line) => `  ${line}\n`).join('')}`;
  if (skipped.length > 0 && process.env.SOC_REQUIRE_ALL) {
    process.exitCode = 1;
    yield 'SOC_REQUIRE_ALL is set: a skipped test fails the run.\n';
  }
  yield `\n${closing.map((line) => `# ${line}\n`).join('')}`;
}

function fileLine(file, { tests, failed, skipped, duration }) {
  const notes = [failed && `${failed} failed`, skipped && `${skipped} skipped`].filter(Boolean).join(', ');
  return `${failed ? 'FAIL' : 'ok  '} ${file}  ${tests} tests, ${Math.round(duration)} ms${notes && ` (${notes})`}\n`;
}

function failureText({ file, name, details }) {
  const error = details.error?.cause ?? details.error;
  const own = errorText(error).replace(/\n +at .*\(?node:internal.*/g, '');
  return `\nFAIL ${file}: ${name}\n${own.replace(/^/gm, '  ')}\n`;
}

function errorText(error) {
  if (typeof error === 'string') return error;
  // Its message shows the difference already.
  return error?.generatedMessage ? error.stack : inspect(error, { depth: 4, breakLength: 110 });
}
