/**
 * Ends a test run with one line, `N passed, N failed, N skipped`, from Vitest's JSON report:
 * `node scripts/count-tests.ts REPORT STATUS`. Exits with 0 only where Vitest did, and the report agrees.
 */
import { readFileSync } from 'node:fs';

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly success: boolean;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

const [file = '', status = '1'] = process.argv.slice(2);

function read(): Report | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Report;
  } catch {
    return undefined;
  }
}

const report = read();
if (report === undefined) {
  console.log('Vitest left no report: it did not run to its end.');
  console.log('0 passed, 1 failed');
  process.exit(Number(status) || 1);
}

const skipped: string[] = [];
// A file that failed before its tests could be collected has none to count.
let broken = 0;
for (const { name, status: outcome, assertionResults } of report.testResults) {
  if (outcome === 'failed' && assertionResults.every((test) => test.status !== 'failed')) {
    broken++;
    console.log(`failed as a whole: ${name}`);
  }
  for (const test of assertionResults) {
    if (test.status === 'skipped' || test.status === 'pending' || test.status === 'todo') {
      skipped.push(test.fullName);
    }
  }
}
for (const name of skipped) console.log(`skipped: ${name}`);
const failed = report.numFailedTests + broken;
console.log(
  `${report.numPassedTests} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`,
);
process.exit(Number(status) !== 0 ? Number(status) : failed > 0 || !report.success ? 1 : 0);
