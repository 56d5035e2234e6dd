import type { App, Session } from 'electron';
import { APP_ORIGIN } from './protocol-answers.ts';

/** What a page of ours may load from; anything else is remote content. */
const LOCAL_PROTOCOLS = ['app:', 'photo:', 'blob:', 'data:', 'devtools:'];

/** Whether an address is one that the window itself may show. */
export function isOwnPage(address: string): boolean {
  const url = URL.parse(address);
  return url !== null && `${url.protocol}//${url.host}` === APP_ORIGIN;
}

export function isLocal(address: string): boolean {
  const protocol = URL.parse(address)?.protocol;
  return protocol !== undefined && LOCAL_PROTOCOLS.includes(protocol);
}

/** Every page: no other page in its place, no second window, no webview. Must run before the app is ready. */
export function lockPages(app: App): void {
  app.enableSandbox();
  app.on('web-contents-created', (_, contents) => {
    contents.on('will-navigate', (event) => {
      if (!isOwnPage(event.url)) event.preventDefault();
    });
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  });
}

/** The session: no permission, no device, no remote content. */
export function lockSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest((details, answer) =>
    answer({ cancel: !isLocal(details.url) }),
  );
  session.on('will-download', (event) => event.preventDefault());
}
