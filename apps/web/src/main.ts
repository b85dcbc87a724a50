import './session/device-link.js';
import { createApp } from 'vue';
import App from './App.vue';
import './kit/tokens.css';
import './kit/base.css';
import './kit/preferences.js';
import { allowSoundAfterTouch } from './kit/alarm-sound.js';
import { router } from './router.js';
import { words } from './words/words.js';

allowSoundAfterTouch();
createApp(App).use(words).use(router).mount('#app');
