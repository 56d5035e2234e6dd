/** Training and evaluation of the model, for the command line. */
export { averageWithStart } from './average.ts';
export { checkpointOfModel } from './checkpoint-of-model.ts';
export { readConfig, type TrainingConfig } from './config.ts';
export { readSentences } from './contrast/index.ts';
export { openTextData, openTrainingData, type OpenTrainingOptions } from './open-data.ts';
export { pretrain, type PretrainOptions, type PretrainResult } from './pretrain.ts';
export { type TrainingProgress } from './training-run.ts';
export { readGeneralEncoder, type GeneralEncoder } from './general-features.ts';
export { checkWarmStart } from './run-state.ts';
export { readStart } from './start.ts';
export { isTunedEncoder } from './tuned-start.ts';
export { openHeadsData, type HeadsData } from './heads/heads-data.ts';
export { trainHeads } from './heads/train-heads.ts';
export { readHeads, writeHeads, type Heads } from './heads/heads-file.ts';
export { readTrainedNetwork, type TrainedNetwork } from './model-of-checkpoint.ts';
export { evaluateModel, type EvaluateOptions } from './evaluate/evaluate-model.ts';
export { reportJson, reportText, type EvaluationReport } from './evaluate/report.ts';
export { comparisonText } from './probe/compare-runs.ts';
export { probeRuns } from './probe/probe-runs.ts';
export { exportModel, type ExportOptions } from './export/export-model.ts';
export {
  drawRetrievalSheet,
  SHEET_SENTENCES,
  spaceOf,
  type SheetSentence,
} from './evaluate/retrieval-sheet.ts';
export { trainPersonal } from './personal/train-personal.ts';
export { evaluateSuggestions } from './suggestions/evaluate-suggestions.ts';
export { suggestionReportJson, suggestionReportText } from './suggestions/report.ts';
export { trainSuggestions } from './suggestions/train-suggestions.ts';
export { evaluatePersonal } from './personal/evaluate-personal.ts';
export {
  personalReportJson,
  personalReportMarkdown,
  personalReportText,
} from './personal/personal-report.ts';
export { readTextConfig } from './text-side/text-config.ts';
export { trainTextSide } from './text-side/train-text-side.ts';
export { readMlspConfig } from './mlsp/mlsp-config.ts';
export { trainMlsp } from './mlsp/train-mlsp.ts';
export { trainDamage } from './damage/train-damage.ts';
export { readTurnConfig } from './turns/turn-config.ts';
export { trainTurns } from './turns/train-turns.ts';
