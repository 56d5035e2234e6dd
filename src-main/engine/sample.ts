export { renderPracticeShoot } from '../sample/index.ts';
