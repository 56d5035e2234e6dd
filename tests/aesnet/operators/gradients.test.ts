/** Every operator: values and gradients, against central differences and against onnxruntime. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Graph } from '../../../src-aesnet/graph/graph.ts';
import { repositoryRoot } from '../../support/data.ts';
import { differenceErrors, onnxErrors } from '../support/gradient-check.ts';
import { checkable, type OperatorCases } from '../support/operator-case.ts';
import { CONVOLUTION } from './cases/convolution.ts';
import { ELEMENTWISE } from './cases/elementwise.ts';
import { MATRICES } from './cases/matrices.ts';
import { SHAPING } from './cases/shaping.ts';

/** Gradients in float64, relative to the largest of a parameter; METHOD.md asks for 1e-4. */
const DIFFERENCE_TOLERANCE = 1e-6;
/** Sums of some hundred float32 products. */
const ONNX_TOLERANCE = 1e-5;

const CASES: OperatorCases = { ...ELEMENTWISE, ...CONVOLUTION, ...MATRICES, ...SHAPING };

const folder = path.join(repositoryRoot, 'src-aesnet/operators');
const sources = Object.fromEntries(
  readdirSync(folder).map((file) => [
    path.basename(file, '.ts'),
    readFileSync(path.join(folder, file), 'utf8'),
  ]),
);
/** The operators that a file defines, by ONNX's names: none in files of what operators share. */
const typesOf = (file: string) =>
  [...(sources[file] ?? '').matchAll(/(?:type: |\b(?:unary|binary)\(\s*)'([A-Z]\w+)'/g)].map(
    ([, type]) => type as string,
  );
const operatorFiles = Object.keys(sources).filter((file) => typesOf(file).length > 0);

describe('the table of cases', () => {
  it('has every operator', () => {
    expect(operatorFiles.length).toBeGreaterThan(30);
    expect(Object.keys(CASES).toSorted()).toEqual(operatorFiles.toSorted());
  });

  it.each(operatorFiles)('has %s itself in its cases, and its rule if it has one', (file) => {
    const cases = CASES[file] ?? [];
    const built = new Set(
      cases.flatMap((one) => {
        const graph = new Graph();
        checkable(one).build(graph);
        return graph.nodes.map(({ operator }) => operator.type);
      }),
    );
    for (const type of typesOf(file)) expect(built).toContain(type);
    const stops = file === 'identity';
    if (!stops && /\bdifferentiate\b/.test(sources[file] ?? '')) {
      expect(cases.some(({ forwardOnly }) => forwardOnly !== true)).toBe(true);
    }
  });
});

describe.each(Object.entries(CASES))('%s', (_, cases) => {
  const rules = cases.filter(({ forwardOnly }) => forwardOnly !== true);

  if (rules.length > 0) {
    it('has the gradients of central differences', () => {
      const errors = rules.flatMap((one) =>
        Object.entries(differenceErrors(checkable(one))).map(
          ([name, error]) => [`${one.name}, ${name}`, error] as const,
        ),
      );
      expect(errors.filter(([, error]) => !(error < DIFFERENCE_TOLERANCE))).toEqual([]);
      expect(errors.length).toBeGreaterThanOrEqual(rules.length);
    });
  }

  it('does in onnxruntime what it does here', async () => {
    const errors: (readonly [string, number])[] = [];
    for (const one of cases) {
      const found = await onnxErrors(checkable(one), 'cpu', one.forwardOnly !== true);
      for (const [name, error] of Object.entries(found)) {
        // The sum may cancel to almost nothing; what is summed is compared.
        if (name !== 'loss') errors.push([`${one.name}, ${name}`, error]);
      }
    }
    expect(errors.length).toBeGreaterThanOrEqual(cases.length);
    expect(errors.filter(([, error]) => !(error < ONNX_TOLERANCE))).toEqual([]);
  });
});
