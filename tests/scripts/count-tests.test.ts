import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { repositoryRoot } from '../support/data.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'keepers-count-'));
const report = path.join(folder, 'report.json');

function count(status: number, content?: object): { code: number | null; lines: string[] } {
  if (content !== undefined) writeFileSync(report, JSON.stringify(content));
  const script = path.join(repositoryRoot, 'scripts/count-tests.ts');
  const file = content === undefined ? path.join(folder, 'none.json') : report;
  const { status: code, stdout } = spawnSync(process.execPath, [script, file, String(status)], {
    encoding: 'utf8',
  });
  return { code, lines: stdout.trimEnd().split('\n') };
}

const suite = (status: string, ...tests: string[]) => ({
  name: 'a.test.ts',
  status,
  assertionResults: tests.map((outcome, index) => ({ fullName: `test ${index}`, status: outcome })),
});

describe('the line that ends a run', () => {
  it('counts what passed', () => {
    const content = {
      success: true,
      numPassedTests: 2,
      numFailedTests: 0,
      testResults: [suite('passed', 'passed', 'passed')],
    };
    expect(count(0, content)).toEqual({ code: 0, lines: ['2 passed, 0 failed'] });
  });

  it('names what was skipped', () => {
    const content = {
      success: true,
      numPassedTests: 1,
      numFailedTests: 0,
      testResults: [suite('passed', 'passed', 'skipped')],
    };
    expect(count(0, content)).toEqual({
      code: 0,
      lines: ['skipped: test 1', '1 passed, 0 failed, 1 skipped'],
    });
  });

  it('counts what failed, and a file that failed before its tests', () => {
    const content = {
      success: false,
      numPassedTests: 1,
      numFailedTests: 1,
      testResults: [suite('failed', 'passed', 'failed'), suite('failed')],
    };
    const { code, lines } = count(1, content);
    expect(code).toBe(1);
    expect(lines.at(-1)).toBe('1 passed, 2 failed');
  });

  it('is never a success where Vitest was none, or left no report', () => {
    const content = {
      success: true,
      numPassedTests: 1,
      numFailedTests: 0,
      testResults: [suite('passed', 'passed')],
    };
    expect(count(3, content).code).toBe(3);
    expect(count(0)).toMatchObject({ code: 1 });
    expect(count(0, { ...content, success: false }).code).toBe(1);
  });
});
