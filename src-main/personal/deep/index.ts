/** Fine-tuning of the network itself on one person's decisions. */
export {
  deepFinetune,
  type DeepFinding,
  type DeepOptions,
  type DeepTaste,
} from './deep-finetune.ts';
export { deepProgress } from './deep-progress.ts';
