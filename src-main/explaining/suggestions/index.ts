/** What would make a photo better. */
export { calibrationText, readCalibration } from './calibration-file.ts';
export { suggestChanges, type PhotoToImprove, type SuggestRooms } from './suggest.ts';
