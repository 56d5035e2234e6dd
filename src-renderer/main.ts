import { mount } from 'svelte';
import './styles/tokens.css';
import './styles/base.css';
import Window from './Window.svelte';
import { App } from './state/app.svelte.ts';
import { Bridge } from './state/bridge.ts';

const target = document.querySelector('#app');
if (target === null) throw new Error('The page has no place for the app.');

const bridge = new Bridge((connection) => {
  app.connection = connection;
  if (connection.state === 'open') void app.start();
});
const app = new App(bridge, bridge.host);

mount(Window, { target, props: { app, reconnect: () => bridge.connect() } });
bridge.connect();
