/**
 * digiKam's window, used as a person uses it: its actions are called by name over the session bus. xdotool closes the
 * offer to download models for faces, and gives the window the focus that a window manager would.
 */
import { pause, type RunningDigikam } from './digikam-process.ts';
import { run } from './run.ts';

const WINDOW = '/digikam/Digikam';

export class DigikamWindow {
  readonly #digikam: RunningDigikam;

  constructor(digikam: RunningDigikam) {
    this.#digikam = digikam;
  }

  /** The album in front, with nothing over it. Rejects where it does not get there. */
  async openAlbum(): Promise<void> {
    const giveUp = Date.now() + 120_000;
    // A labelling action goes nowhere unless its window is the active one.
    while (!(await this.#isActive().catch(() => false))) {
      if (Date.now() > giveUp) throw new Error('digiKam’s window does not become active');
      await this.#xdotool('key', 'Escape').catch(() => '');
      await this.#focus().catch(() => '');
      await pause(250);
    }
    await this.#act('browse_album');
  }

  /** Calls a labelling action for the photo at a place of the album, from 0. Whether it took it is to be looked for. */
  async labelAt(place: number, action: string): Promise<void> {
    await this.#act('first_image');
    for (let at = 0; at < place; at++) await this.#act('next_image');
    await this.#act(action);
  }

  /** Leaves it by its menu, so that all that is still to be written is. */
  async quit(): Promise<void> {
    await this.#act('app_exit');
    await Promise.race([this.#digikam.ended, pause(30_000)]);
  }

  /** An action of its menus, by its name in digiKam. One that got no answer, as digiKam is busy or gone, is seen by its lack of effect. */
  async #act(action: string): Promise<void> {
    await this.#send(WINDOW, 'org.kde.KMainWindow.activateAction', `string:${action}`).catch(
      () => '',
    );
  }

  async #isActive(): Promise<boolean> {
    const answer = await this.#send(
      WINDOW,
      'org.freedesktop.DBus.Properties.Get',
      'string:org.qtproject.Qt.QWidget',
      'string:isActiveWindow',
    );
    return /\btrue\b/.test(answer);
  }

  async #focus(): Promise<void> {
    const id = /\d+\s*$/.exec(await this.#send(WINDOW, 'org.kde.KMainWindow.winId'))?.[0].trim();
    if (id !== undefined) await this.#xdotool('windowfocus', id);
  }

  async #xdotool(...args: string[]): Promise<void> {
    await run('xdotool', args, 30, this.#digikam.env);
  }

  async #send(object: string, method: string, ...args: string[]): Promise<string> {
    // Its name ends in the number of its process.
    const names = await this.#call('org.freedesktop.DBus', '/', 'org.freedesktop.DBus.ListNames');
    const service = /org\.kde\.digikam(?:-\d+)?/.exec(names)?.[0];
    if (service === undefined) throw new Error('digiKam is not on the session bus');
    return await this.#call(service, object, method, ...args);
  }

  async #call(service: string, object: string, method: string, ...args: string[]): Promise<string> {
    const options = ['--session', '--print-reply=literal', `--dest=${service}`];
    return await run('dbus-send', [...options, object, method, ...args], 60, this.#digikam.env);
  }
}
