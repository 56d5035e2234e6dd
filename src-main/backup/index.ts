/** Catalogue, settings and profiles as one file, and back again. */
export { createBackup, inspectBackup } from './archive.ts';
export { finishRestore, stageRestore } from './restore.ts';
export { backupName, dayOfBackup, expired } from './rota.ts';
