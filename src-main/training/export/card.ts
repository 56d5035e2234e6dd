/** A model's card: fixed prose about what it is, and figures that commands printed. */
import {
  EMOTIONS,
  EMOTION_NAMES,
  RATED_ATTRIBUTES,
  SCORED_NAMES,
} from '../../../src-shared/attribute.ts';
import { mayNameEmotion, maySayLevel, maySayStandsOut } from '../../../src-shared/ability.ts';
import { SPACES } from '../../../src-aesnet/descriptions/index.ts';
import type { ModelEntry } from '../../inference/manifest.ts';
import { hyperParameter, type CheckpointHeader } from '../checkpoint.ts';
import { reportText, type EvaluationReport } from '../evaluate/report.ts';
import type { Heads } from '../heads/heads-file.ts';
import { count, withInterval } from './manifest-figures.ts';
import type { Plot } from './plots.ts';

/** PARA's terms in full: they hold for everything that was learnt from it. */
export const PARA_TERMS =
  'Any materials and data downloaded from the Site can only be used for research and learning purpose. You are not allowed to sell, transfer or use in any commercial activities any dataset or any research results or outputs based on datasets obtained from the Site.';

export interface CardFacts {
  readonly entry: Pick<ModelEntry, 'name' | 'version'>;
  readonly bytes: number;
  /** Of the text model, where there is one. */
  readonly textBytes?: number | undefined;
  readonly header: CheckpointHeader;
  readonly heads: Heads;
  readonly reports: readonly EvaluationReport[];
  readonly plots: readonly Pick<Plot, 'title' | 'name'>[];
}

export function writeCard(facts: CardFacts): string {
  const { entry } = facts;
  return `${[
    `# ${entry.name}, version ${entry.version}`,
    'An overall score and six attributes of a photograph as people who rate photographs would give them, how far the score may be off, what people\nwould feel and what is in the picture, from one small convolutional network.',
    whatItIs(facts),
    inputAndOutput(facts),
    ...textSide(facts),
    terms(),
    afterTraining(facts),
    figures(facts),
    ...pictures(facts),
    LIMITS,
  ].join('\n\n')}\n`;
}

const GENERAL_ENCODER = `MobileNetV2 1.0 for ImageNet, de-quantised from \`mobilenet_v2_1.0_224_quant.tflite\` of
  github.com/google-coral/test_data (commit 104342d2), under Apache-2.0 (see \`NOTICE\`)`;

/** Where the weights came from before the first run. */
function startText({ start, earlier, config }: CheckpointHeader): string {
  if (start === 'general')
    return `the general encoder, ${GENERAL_ENCODER}. The heads start at random.`;
  if (start === 'random') return 'random weights.';
  if (start !== 'tuned') return 'an earlier model of ours.';
  const tunedShare = hyperParameter(earlier?.[0]?.config ?? config, 'tunedShare') ?? 1;
  return `the general encoder, ${GENERAL_ENCODER}, and a copy of it that was fine-tuned for this project on the same training
  pictures (3 epochs at 160 pixels, 3 at 224; smooth L1 on overall score and technical quality): ${percent(1 - tunedShare)} of the one and ${percent(tunedShare)} of the
  other, parameter by parameter. Level and residuals start from the copy's scores, the other heads at random. The copy has seen the sessions that these runs hold out.`;
}

/** The runs, in order. */
function runsText({ earlier = [], step, config, averagedShare }: CheckpointHeader): string {
  const last = { steps: step, config, ...(averagedShare !== undefined && { averagedShare }) };
  const runs = [...earlier, last].map(({ steps, config: of, averagedShare: share }) => {
    const { side, epochs = NaN, photos, edited, stable } = of;
    const averaged = share === undefined ? '' : averagingText(share);
    return `${count(steps)} steps at ${side ?? '?'} pixels (${epochs} ${epochs === 1 ? 'epoch' : 'epochs'}), each with ${photos ?? '?'} photos, ${edited ?? '?'} more with a weakly and a strongly edited copy,
  and ${stable ?? '?'} pairs that differ in nothing that matters${averaged}`;
  });
  return runs.join('; then ');
}

function averagingText(share: number): string {
  return `, of whose weights ${percent(share)} are mixed, parameter by parameter, with ${percent(1 - share)} of the fine-tuned copy’s
  (\`keepers average\`), but for the heads of spread, emotions and content`;
}

function testText(reports: CardFacts['reports']): string {
  return reports.some(({ split }) => split === 'test')
    ? '`test.csv` was read for final figures alone, of this model and of others: docs/pre-training.md has the list.'
    : '`test.csv` has not been read yet: it is for a model that is not changed any more.';
}

function whatItIs({ bytes, header, reports }: CardFacts): string {
  const heldOut = hyperParameter(header.config, 'heldOut');
  return `## What it is

- Network: MobileNetV2 (width 1.0) and linear heads on its feature${header.mlsp === undefined ? '' : ', with a head on all of its blocks beside them'}; ${(bytes / 1e6).toFixed(1)} MB, ONNX, opset 17, any batch size. Large weights are in half
  precision and cast to float32 on loading; biases, depthwise kernels and the first blocks are in single, because rounding those moved scores.
- Start: ${startText(header)}
- Batch normalisation: that start comes with it folded into its convolutions. They are trained as they are, with their biases and small
  steps; there is no normalisation in training, and nothing to fold afterwards.
- Data: the 28,220 pictures of \`train.csv\`, from PARA (Yang et al., *Personalized Image Aesthetics Assessment with Rich Attributes*,
  CVPR 2022), less ${percent(heldOut)} by whole sessions that were only looked at. \`validation.csv\` (1,200 pictures) served every choice, the
  calibration of the spread and the scene head. \`people.csv\` was in no training. ${testText(reports)}
- Training: ${runsText(header)}. AdamW, cosine schedule. The weights of a run are the moving average
  over its steps.
- The configs beside this card have every hyper-parameter with its reason; CONTRIBUTING.md has the commands that repeat the runs.
- Losses: the overall score; what each attribute has beyond it (residuals); vote shares of eight emotions; the expected error
  (spread); semantic affinity, which keeps the general encoder's neighbourhoods in the content embedding; ranking, original above weakly above
  strongly edited copies, by margins that grow with the edit; the edited attribute shall move most; and stability under harmless changes
  (resizing, resampling kernels, JPEG, a crop of 2 %).
${allBlocksText(header)}
${textText(header)}`;
}

/** The head on multi-level features; nothing where there is none. */
function allBlocksText({ mlsp }: CheckpointHeader): string {
  if (mlsp === undefined) return '';
  const { photos, edited, stable } = mlsp.run.config;
  return `- All blocks: overall score, residuals, spread and emotions are ${percent(mlsp.share)} told by a head with ${mlsp.hidden} hidden units, from mean and deviation of every channel of all
  blocks and the feature (multi-level spatially pooled features, Hosu et al., CVPR 2019; the deviation is ours), and for the rest by the linear heads. It was trained
  on the finished network, which stayed as it was (\`keepers train-mlsp\`): ${count(mlsp.run.step)} steps, each with ${String(photos)} photos, ${String(edited)} more as they are, weakly and strongly edited${favouredText(mlsp.run.config)},
  and ${String(stable)} pairs that differ in nothing that matters; the same losses, but for the affinity, with weights of their own (\`mlsp.json\`).
`;
}

/** Kinds of edits that the head saw more often than chance brings them. */
function favouredText(config: CheckpointHeader['config']): string {
  const kinds = [
    ['jpegShare', 'compressed'],
    ['brighterShare', 'brighter'],
    ['tiltShare', 'tilted'],
  ] as const;
  const drawn = kinds.flatMap(([name, kind]) => {
    const share = hyperParameter(config, name) ?? 0;
    return share > 0 ? [`${percent(share)} from ${kind} ones alone`] : [];
  });
  return drawn.length === 0 ? '' : ` (${drawn.join(', ')})`;
}

function textText({ text, textRun }: CheckpointHeader): string {
  if (text === undefined) return WITHOUT_TEXT;
  const trained = textRun === undefined ? TRAINED_TOGETHER : trainedAfterwards(textRun);
  return `${trained}${text.allBlocks === true ? BY_ALL_BLOCKS : ''}\n\n${OUR_TEXT}`;
}

const BY_ALL_BLOCKS = `
  Pictures are compared with sentences by mean and deviation of every channel of all blocks and the feature, at mean 0 and deviation 1, not by the feature alone.`;

const WITHOUT_TEXT = `There is no text in it yet: this is the model without the contrastive part, the control against which that part has to earn its place. It
is not the AesNet of the paper, none of whose figures applies to it.`;

const CONTRAST = `pictures and sentences about them, attribute by attribute, in seven spaces of their own, with soft targets by how far apart two
  levels are. In part of the steps a picture's feature is integrated with a sentence about another attribute; here it is used alone`;

const TRAINED_TOGETHER = `- Contrast: ${CONTRAST}.`;

/** A text side that was trained on the finished network. */
function trainedAfterwards({ step, config }: NonNullable<CheckpointHeader['textRun']>): string {
  const { photos, edited, textSteps } = config;
  return `- Contrast: ${CONTRAST}.
  The text side was trained on the finished network, which stayed as it was (\`keepers train-text\`): ${count(Number(textSteps))} steps with sentences alone, then
  ${count(step)} steps, each with ${String(photos)} photos and ${String(edited)} more as they are, weakly and strongly edited. Copies are described by their edit and by what is measured on them.
  Trained together with its encoder it cost the overall score: \`docs/pre-training.md\`.`;
}

const OUR_TEXT = `The sentences are templates filled in from ratings, measurements and known edits, not those of a large model or of people. This is our own
implementation of what the abstract and the project page of Huang et al. (IEEE TPAMI 47(2), 2025, doi 10.1109/TPAMI.2024.3492259) describe; none
of the paper's figures applies to it.`;

function inputAndOutput({ header }: CardFacts): string {
  const spaces =
    header.text === undefined
      ? ''
      : `
| \`spaces\` | float32 [N, 7, 128] | the picture in each attribute space (${SPACES.join(', ')}), vectors of unit length |`;
  return `## Input and output

| Name | Shape | Meaning |
|---|---|---|
| \`image\` | float32 [N, 3, 224, 224] | RGB; the upright sRGB picture squashed to a square (no crop) with an antialiased Lanczos-3 filter; each value x / 127.5 − 1 |
| \`scores\` | float32 [N, 7] | aesthetic, technical_quality, composition, color, depth_of_field, light, content; each on PARA’s scale of 1 to 5 |
| \`spread\` | float32 [N, 1] | predicted standard deviation of (people’s mean − aesthetic), calibrated |
| \`emotion\` | float32 [N, 8] | vote shares: amusement, awe, contentment, disgust, excitement, fear, neutral, sadness |
| \`scene\` | float32 [N, 10] | shares: animal, building, food, indoor, nightScene, others, plant, portrait, scene (a landscape), stilllife |
| \`content\` | float32 [N, 128] | content embedding of unit length: pictures of the same thing lie close together |
| \`features\` | float32 [N, 1280] | the image feature behind all of them |${spaces}

Values are reported as the network gives them. Residuals are worked out from the scores and the lines in the manifest. The constants of
the file carry the names of the network's parameters, so that training can go on from it (\`keepers pretrain --start\`).`;
}

function textSide({ header: { text }, textBytes = 0 }: CardFacts): string[] {
  if (text === undefined) return [];
  const { pieces, tokens, width, blocks, heads } = text;
  return [
    `## Text

\`text.onnx\` (${(textBytes / 1e6).toFixed(1)} MB) turns a phrase into a vector of unit length in each attribute space, so that its cosine with a picture's
\`spaces\` says how well it fits: a transformer of ${blocks} blocks, ${heads} heads and width ${width} over ${count(pieces)} word pieces (\`vocabulary.txt\`), mean over the tokens, one
projection a space. Phrases are lower-cased and cut at ${tokens} tokens. It knows the English of the templates: how photographs look, not what is in them.

| Name | Shape | Meaning |
|---|---|---|
| \`tokens\` | int64 [N, ${tokens}] | ids of word pieces: the vocabulary's line numbers from 0; [CLS], the pieces, [SEP], [PAD] |
| \`mask\` | float32 [N, ${tokens}] | 1 for a token, 0 for padding |
| \`embeddings\` | float32 [N, 7, 128] | the phrase in each space, in the order of \`spaces\` |`,
  ];
}

function terms(): string {
  return `## Terms

Research and learning only, because of the pictures that it was trained on. PARA is published under these terms:

> ${PARA_TERMS}

The licence of Keepers’ code does not change that. For other uses install a model pack under other terms.`;
}

function afterTraining({ heads }: CardFacts): string {
  const { spread, residualHead, scene, trainingPictures, validationPictures, abilities } = heads;
  const { attributes = {}, emotions = {} } = abilities;
  const levels = RATED_ATTRIBUTES.filter((name) => maySayLevel(attributes[name]));
  const residuals = RATED_ATTRIBUTES.filter((name) => maySayStandsOut(attributes[name]));
  const felt = EMOTIONS.filter((name) => mayNameEmotion(emotions[name]));
  const listed = (names: readonly string[]) => (names.length === 0 ? 'none' : names.join(', '));
  return `## Fitted after training

By \`keepers train-heads\`, kept in \`heads.json\` and the manifest; the network is frozen.

- Spread: the network's own × ${spread.factor.toFixed(3)}, so that 68 % of ${count(validationPictures)} validation pictures lie within. With each half judged by the factor of the
  other: ${withInterval(spread.within)}.
${residualHead === undefined ? '' : refitText(residualHead)}- Residual lines: least squares of the model's own scores on ${count(trainingPictures)} training pictures.
- Scene: multinomial logistic regression on \`content\`, fitted on the validation pictures. On folds that neither the fit nor the choice
  of its ridge has seen: ${withInterval(scene.accuracy)} right, log-loss ${withInterval(scene.logLoss)}.
- What may be said in words, by figures on validation pictures: levels of ${listed(levels.map((name) => SCORED_NAMES[name].toLowerCase()))}; what stands out
  in ${listed(residuals.map((name) => SCORED_NAMES[name].toLowerCase()))}; the emotions ${listed(felt.map((name) => EMOTION_NAMES[name]))}.`;
}

function refitText({ share, srcc }: NonNullable<Heads['residualHead']>): string {
  const means = (['trained', 'refit', 'mixed'] as const).map((head) => {
    const sum = RATED_ATTRIBUTES.reduce((total, name) => total + srcc[name][head], 0);
    return (sum / RATED_ATTRIBUTES.length).toFixed(3);
  });
  return `- Residuals: their head is ${percent(share)} a ridge regression on the feature of the same training pictures and else as it was trained, since the regression
  knows nothing of edits. Mean residual SRCC on validation pictures: trained ${means[0]}, regression ${means[1]}, mixed ${means[2]}.
`;
}

function figures({ reports }: CardFacts): string {
  const heading = '## Figures';
  if (reports.length === 0) return `${heading}\n\nNot measured yet.`;
  const blocks = reports.map((report) => {
    const { split } = report;
    return `\`keepers evaluate --data PARA --split ${split}\` prints:

\`\`\`text
${reportText(report)}
\`\`\``;
  });
  return `${heading}

SRCC and PLCC are rank and linear correlation with people's mean ratings, without a fitted curve. The residual is how far an attribute departs from what the
overall score alone would suggest; attributes follow the overall score closely in people's ratings, so a high level says little. Its
ceiling is what a perfect model could reach, given the raters' own noise and an assumed correlation ρ of one rater's errors. Photos
from elsewhere have nothing to do with PARA. Goals were set before training, and those that were missed are listed.

${blocks.join('\n\n')}`;
}

function pictures({ plots }: CardFacts): string[] {
  if (plots.length === 0) return [];
  return [['## Drawings', ...plots.map(({ title, name }) => `![${title}](${name})`)].join('\n\n')];
}

const LIMITS = `## Limits

- Its taste is that of PARA’s raters, and its scale theirs. Compare photos with one another rather than with a fixed mark.
- What one person’s decisions teach the head or the last stage is kept in that person’s profile and added to the score: these weights never change, and a profile works with this very file alone.
- It sees 224 × 224 pixels: missed focus, fine noise and small blur are invisible to it. Keepers measures those at full resolution.
- The spread is calibrated on pictures like PARA’s; on others, or on damaged ones, it may be too narrow.
- Damages and edits are synthetic: what a raw developer, a lens or a hand does may look otherwise.
- A tilt is seen only where something in the picture should be level.
- Emotions are what people who looked at PARA felt, and most of the time nothing in particular. Scenes are the ten of PARA.
- Goals that were missed, above, are limits too.`;

function percent(share: number | undefined): string {
  return share === undefined ? 'some' : `${(100 * share).toFixed(0)} %`;
}
