import { toErrorInfo } from '../../src-shared/errors.ts';

export interface Notice {
  readonly level: 'info' | 'warning' | 'error';
  readonly message: string;
  readonly action?: { readonly label: string; run(): void };
}

/** Information leaves by itself; what went wrong stays until it is read. */
const SHOWN_MS = 12_000;

/** The one line of the status bar that says what has just happened. */
export class Notices {
  current = $state.raw<Notice>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  show(notice: Notice): void {
    clearTimeout(this.#timer);
    this.current = notice;
    if (notice.level === 'info') this.#timer = setTimeout(() => this.dismiss(), SHOWN_MS);
  }

  info(message: string, action?: Notice['action']): void {
    this.show(
      action === undefined ? { level: 'info', message } : { level: 'info', message, action },
    );
  }

  /** Shows an error in its own words; a lost connection has its banner and needs no second word. */
  error(thrown: unknown): void {
    const { code, message } = toErrorInfo(thrown);
    if (code !== 'cancelled' && code !== 'disconnected') this.show({ level: 'error', message });
  }

  dismiss(): void {
    clearTimeout(this.#timer);
    this.current = undefined;
  }
}
