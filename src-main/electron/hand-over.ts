import { spawn } from 'node:child_process';
import { nativeImage, screen, shell as system, BrowserWindow, type WebContents } from 'electron';
import { PAGE } from './protocol-answers.ts';

/** Opens files in the person's editor, or each in the system's program for it. Rejects with what went wrong. */
export async function openInEditor(
  files: readonly string[],
  editor: string | undefined,
): Promise<void> {
  if (editor === undefined || editor === '') {
    for (const file of files) {
      const problem = await system.openPath(file);
      if (problem !== '') throw new Error(problem);
    }
    return;
  }
  const { command, args } = editorCommand(process.platform, editor, files);
  await new Promise<void>((resolve, reject) => {
    const child = spawn(command, args, { detached: true, stdio: 'ignore' });
    child.once('error', reject);
    child.once('spawn', () => {
      child.unref();
      resolve();
    });
  });
}

/** How an editor is started with files; on macOS an app is a folder that the system opens. */
export function editorCommand(
  platform: NodeJS.Platform,
  editor: string,
  files: readonly string[],
): { command: string; args: string[] } {
  if (platform === 'darwin' && editor.endsWith('.app')) {
    return { command: 'open', args: ['-a', editor, ...files] };
  }
  return { command: editor, args: [...files] };
}

/** Lets files be dropped into other programs, from a drag that the page has begun. */
export function startDrag(contents: WebContents, files: readonly string[], icon: string): void {
  const [file] = files;
  if (file === undefined) return;
  const image = nativeImage.createFromPath(icon).resize({ width: 64 });
  contents.startDrag({ file, files: [...files], icon: image });
}

/** The loupe on another screen: full there where there is one, else a window of its own. */
export function openSecondScreen(beside: BrowserWindow, preload: string): BrowserWindow {
  const here = screen.getDisplayMatching(beside.getBounds());
  const other = screen.getAllDisplays().find((display) => display.id !== here.id);
  const { x, y, width, height } = (other ?? here).workArea;
  const window = new BrowserWindow({
    ...(other === undefined ? { width: 960, height: 640 } : { x, y, width, height }),
    title: 'Keepers: loupe',
    backgroundColor: '#161616',
    fullscreen: other !== undefined,
    autoHideMenuBar: true,
    webPreferences: { preload, contextIsolation: true, sandbox: true, nodeIntegration: false },
  });
  void window.loadURL(`${PAGE}#second-screen`);
  return window;
}
