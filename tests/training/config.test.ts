import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  contrastiveOf,
  parseConfig,
  readConfig,
  type TrainingConfig,
} from '../../src-main/training/config.ts';
import { readTextConfig } from '../../src-main/training/text-side/text-config.ts';
import { HELD_OUT } from '../../src-main/training/rated-pictures.ts';
import { repositoryRoot } from '../support/data.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { tinyConfig } from './support.ts';

const committed = (name: string) => path.join(repositoryRoot, 'models/aesnet-s/5', name);
type Entries = Record<string, { value: unknown; why?: unknown }>;
const entries = (): Entries =>
  Object.fromEntries(
    Object.entries(tinyConfig()).map(([name, value]) => [name, { value, why: 'a test' }]),
  );
const withValue = (name: string, value: unknown): Entries => ({
  ...entries(),
  [name]: { value, why: 'to be tried' },
});

const BAD: Record<keyof TrainingConfig, unknown[]> = {
  side: [100, 32, 256, 96.5],
  photos: [1, 2.5],
  edited: [-1, 0.5],
  stable: [-1],
  epochs: [0],
  learningRate: [0, -1],
  warmUp: [-0.1, 1.1],
  floor: [1.5],
  headRate: [0],
  decay: [-0.1],
  beta1: [1, -0.1],
  beta2: [1],
  epsilon: [0],
  maxNorm: [0],
  averageDecay: [1, 2],
  bend: [0],
  temperature: [0],
  lead: [0],
  levelWeight: [-1],
  residualsWeight: [-1],
  spreadWeight: [-1],
  emotionsWeight: [-1],
  affinityWeight: [-1],
  rankingWeight: [-1],
  movesMostWeight: [-1],
  stabilityWeight: [-1],
  heldOut: [2],
  validations: [0, 1.5],
  seed: [-1, 0.5],
  tunedShare: [-0.1, 1.5],
  frozenBlocks: [-1, 18, 2.5],
  dropout: [-0.1, 1],
  crop: [0.2, 1.5],
  stretch: [-0.1, 1.5],
  jpeg: [-0.1, 1.5],
  rankedLevel: [-0.1, 1.5],
  featureAffinityWeight: [-1],
  contrastiveWeight: [-1],
  spaces: [1, 8, 2.5],
  groups: [0, 1.5],
  sigma: [0],
  shareSigma: [0],
  fused: [-0.1, 1.1],
  pieces: [10],
  textSteps: [-1, 1.5],
  randomStart: [1],
  pictures: [1, 2.5],
  ratedSentences: ['no'],
  shuffledSentences: [0],
  onlySpace: ['aesthetic', 3],
};

describe('the config of a text side', () => {
  it('that the model was trained with can be read, and gives a reason for everything', async () => {
    const config = await readTextConfig(committed('text.json'));
    const written = JSON.parse(readFileSync(committed('text.json'), 'utf8')) as Entries;
    expect(Object.keys(config).toSorted()).toEqual(Object.keys(written).toSorted());
    expect(Object.values(written).every(({ why }) => String(why).length > 10)).toBe(true);
  });
});

describe('a training config', () => {
  it.each(['pretrain.json', 'finish.json'])(
    'that the model was trained with can be read, and gives a reason for everything: %s',
    async (name) => {
      const config = await readConfig(committed(name));
      const written = JSON.parse(readFileSync(committed(name), 'utf8')) as Entries;
      expect(Object.keys(config).toSorted()).toEqual(Object.keys(written).toSorted());
      for (const [name, { value }] of Object.entries(written)) {
        expect(config, name).toHaveProperty(name, value);
      }
    },
  );

  it.each(['pretrain.json', 'finish.json', 'text.json', 'mlsp.json'])(
    'holds out what “evaluate --split held-out” looks at: %s',
    (name) => {
      const written = JSON.parse(readFileSync(committed(name), 'utf8')) as Entries;
      expect([written.heldOut?.value, written.seed?.value]).toEqual([
        HELD_OUT.share,
        HELD_OUT.seed,
      ]);
    },
  );

  const bad = Object.entries(BAD).flatMap(([name, values]) =>
    values.map((value) => [name, value] as const),
  );
  it.each(bad)('with %s = %s says which entry is wrong', (name, value) => {
    expect(() => parseConfig(withValue(name, value))).toThrow(new RegExp(`^${name}: `));
  });

  it('with an entry missing says which', () => {
    for (const name of Object.keys(tinyConfig())) {
      const rest = Object.fromEntries(
        Object.entries(entries()).filter(([other]) => other !== name),
      );
      expect(() => parseConfig(rest), name).toThrow(new RegExp(`^${name}: `));
    }
  });

  it('with a contrastive loss says which entry that needs', () => {
    const whole = { spaces: 3, sigma: 0.4, shareSigma: 0.15, fused: 0.5, pieces: 2048 };
    const config = (values: object) => ({
      ...entries(),
      ...Object.fromEntries(
        Object.entries({ ...values, contrastiveWeight: 1 }).map(([name, value]) => [
          name,
          { value, why: 'a test' },
        ]),
      ),
    });
    expect(parseConfig(config(whole))).toMatchObject(whole);
    const ablated = { onlySpace: 'light', shuffledSentences: true, ratedSentences: false } as const;
    const given = parseConfig(config({ ...whole, ...ablated }));
    expect(given).toMatchObject(ablated);
    expect(contrastiveOf(given)).toEqual({ ...whole, onlySpace: 'light', shuffledSentences: true });
    for (const name of Object.keys(whole)) {
      const rest = Object.fromEntries(Object.entries(whole).filter(([other]) => other !== name));
      expect(() => parseConfig(config(rest)), name).toThrow(`${name} is missing`);
    }
  });

  it('with an entry that nobody knows says which', () => {
    for (const name of ['learningrate', 'toString']) {
      expect(() => parseConfig(withValue(name, 1))).toThrow(
        `there is no hyper-parameter “${name}”`,
      );
    }
  });

  it('with a value that is none, or without a reason, says so', () => {
    expect(() => parseConfig(withValue('bend', null))).toThrow(/^bend\.value: /);
    expect(() => parseConfig({ ...entries(), bend: 1.5 })).toThrow(/^bend: /);
    for (const why of [undefined, '', 3]) {
      expect(() => parseConfig({ ...entries(), bend: { value: 1, why } })).toThrow(/^bend\.why: /);
    }
    expect(() => parseConfig([])).toThrow();
  });

  it('that cannot be read is named, with what is wrong', async () => {
    const file = path.join(temporaryFolder('config'), 'config.json');
    await expect(readConfig(file)).rejects.toMatchObject({ code: 'file-missing' });
    for (const [text, reason] of [
      ['{"side": ', 'JSON'],
      [JSON.stringify(withValue('side', 100)), 'side: '],
    ] as const) {
      writeFileSync(file, text);
      const thrown: unknown = await readConfig(file).catch((error: unknown) => error);
      expect(thrown).toMatchObject({ code: 'training-config-invalid' });
      expect((thrown as Error).message).toContain(file);
      expect((thrown as Error).message).toContain(reason);
    }
  });
});
