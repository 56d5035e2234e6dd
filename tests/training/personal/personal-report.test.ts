import { describe, expect, it } from 'vitest';
import {
  summariseSimulation,
  type PersonFigures,
} from '../../../src-aesnet/personal/simulation-figures.ts';
import {
  judgePersonal,
  personalReportJson,
  personalReportMarkdown,
  personalReportText,
} from '../../../src-main/training/personal/personal-report.ts';
import { keepers } from '../../support/keepers.ts';
import { temporaryFolder } from '../../support/temporary.ts';

/** One person a gain after 50 ratings. */
function reportOf(gains: readonly number[]) {
  const people = gains.map((gain, at): PersonFigures => {
    const accuracy = { generic: 0.7, unanchored: 0.6, another: 0.65, oracle: 0.9 };
    return {
      at: {
        0: { ...accuracy, anchored: 0.7 },
        50: { ...accuracy, anchored: 0.7 + gain, open: gain > 0 },
      },
      covered: 0.9,
      boundHolds: at > 0,
    };
  });
  return judgePersonal('m@1', 'f'.repeat(64), 'people', summariseSimulation(people, 700, 1));
}

describe('the report of the simulation', () => {
  const gains = [-0.03, -0.004, 0, ...Array.from({ length: 17 }, () => 0.03)];
  const report = reportOf(gains);

  it('counts who gains and who loses, and by how much', () => {
    expect(report.k[50]).toMatchObject({
      better: 0.85,
      worse: 0.1,
      hardlyWorse: 0.95,
      gateOpens: 0.85,
    });
    expect(report.k[50]?.medianGain).toBeCloseTo(0.03, 9);
    expect(report.k[50]?.worst).toBeCloseTo(-0.03, 9);
    expect(report.k[0]).toMatchObject({ better: 0, worse: 0, medianGain: 0 });
    expect(report.k[50]?.intervals.better.lower).toBeLessThan(0.85);
    expect(report.k[50]?.accuracy.anchored.value).toBeCloseTo(0.7238, 4);
    expect(report).toMatchObject({
      falseReject: { holds: 0.95 },
      coverage90: expect.closeTo(0.9) as number,
    });
  });

  it('holds them against the goals', () => {
    const missed = report.goals.filter(({ met }) => !met).map(({ name }) => name);
    expect(missed).toEqual(['share better after 50 ratings', 'gain of the worst after 50 ratings']);
    expect(reportOf(gains.map(() => 0.03)).goals.every(({ met }) => met)).toBe(true);
  });

  it('says that it is a simulation wherever it is printed', () => {
    expect(JSON.parse(personalReportJson(report))).toMatchObject({ simulation: true, people: 20 });
    expect(personalReportText(report)).toContain('a simulation');
    expect(personalReportText(report)).toContain('missed: share better after 50 ratings is 0.850');
    const markdown = personalReportMarkdown(report);
    expect(markdown).toContain('A simulation, not real people');
    const tables = markdown.split('\n').filter((line) => line.startsWith('|'));
    expect(new Set(tables.slice(0, 4).map((line) => line.split('|').length)).size).toBe(1);
  });
});

describe('keepers evaluate --personal', () => {
  const environment = { KEEPERS_HOME: temporaryFolder('personal-home') };

  it.each([
    [['--personal', '--split', 'validation'], 'expected people, test'],
    [['--personal', '--photos', 'x'], 'takes no --photos'],
    [['--people', '10'], '--people needs --personal'],
  ])('refuses %j', async (options, reason) => {
    const { code, stderr } = await keepers(['evaluate', '--data', '.', ...options], environment);
    expect(code).toBe(2);
    expect(stderr).toContain(reason);
  });
});
