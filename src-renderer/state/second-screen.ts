/** The loupe on a second screen: a page of its own that shows what the window's page tells it to. */
import * as v from 'valibot';
import type { KeepersHost } from '../../src-shared/host.ts';

const CHANNEL = 'keepers:second-screen';
export const SECOND_SCREEN_HASH = '#second-screen';

const MessageSchema = v.variant('type', [
  /** The second page is there and wants to know what to show. */
  v.object({ type: v.literal('ask') }),
  v.object({
    type: v.literal('show'),
    name: v.string(),
    /** The preview first, the whole picture as soon as it is there. */
    addresses: v.array(v.string()),
  }),
  v.object({ type: v.literal('nothing') }),
]);
export type SecondScreenMessage = v.InferOutput<typeof MessageSchema>;

/** A channel among the pages of one host. */
export function secondScreenChannel(onMessage: (message: SecondScreenMessage) => void): {
  send(message: SecondScreenMessage): void;
  close(): void;
} {
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = ({ data }) => {
    const message = v.safeParse(MessageSchema, data);
    if (message.success) onMessage(message.output);
  };
  return { send: (message) => channel.postMessage(message), close: () => channel.close() };
}

/** Opens the second page; a browser gives it a window of its own, to be dragged to the other screen. */
export function openSecondScreen(host: KeepersHost | undefined): void {
  if (host !== undefined) host.openSecondScreen();
  else
    window.open(`${location.pathname}${SECOND_SCREEN_HASH}`, CHANNEL, 'popup,width=960,height=640');
}
