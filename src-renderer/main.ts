import { mount } from 'svelte';
import './styles/tokens.css';
import './styles/base.css';
import SecondScreen from './SecondScreen.svelte';
import Window from './Window.svelte';
import { App } from './state/app.svelte.ts';
import { Bridge } from './state/bridge.ts';
import { SECOND_SCREEN_HASH } from './state/second-screen.ts';

const target = document.querySelector('#app');
if (target === null) throw new Error('The page has no place for the app.');

const bridge = new Bridge((connection) => {
  app.connection = connection;
  if (connection.state === 'open') void app.start();
});
const app = new App(bridge, bridge.host);

if (location.hash === SECOND_SCREEN_HASH) mount(SecondScreen, { target });
else {
  mount(Window, { target, props: { app, reconnect: () => bridge.connect() } });
  bridge.connect();
}
