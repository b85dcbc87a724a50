import { computed, reactive } from 'vue';
import { mutedUntil, muteMinutes } from './mute.rules.js';

const storageKey = 'muster.mute';
const sound = reactive({ until: Number(localStorage.getItem(storageKey) ?? 0), blocked: false });
let audio: AudioContext | null = null;
let end: ReturnType<typeof setTimeout> | undefined;

/** Until when the alarm sound is muted (local milliseconds since 1970), or null. */
export const muteEnd = computed(() => (sound.until > 0 ? sound.until : null));
/** True while the browser lets no sound out, because nobody has touched the page yet. */
export const soundBlocked = computed(() => sound.blocked);

function keep(until: number) {
  sound.until = until;
  localStorage.setItem(storageKey, String(until));
  clearTimeout(end);
  if (until > 0) end = setTimeout(() => keep(0), until - Date.now());
}
keep(mutedUntil(sound.until, Date.now()));

/** Mutes the alarm sound for ten minutes, the most there is; title bar and band still show the alarm. */
export function mute(): void {
  keep(Date.now() + muteMinutes * 60_000);
}

export function unmute(): void {
  keep(0);
}

/** Two notes, one second. One ring at a time; nothing while muted. */
export function ring(): void {
  if (sound.until > 0) return;
  audio ??= new AudioContext();
  sound.blocked = audio.state === 'suspended';
  if (sound.blocked) {
    void audio.resume().then(() => (sound.blocked = false));
    return;
  }
  for (const [index, hertz] of [880, 660, 880, 660].entries()) {
    const at = audio.currentTime + index * 0.24;
    const tone = audio.createOscillator();
    const loudness = audio.createGain();
    tone.type = 'triangle';
    tone.frequency.value = hertz;
    loudness.gain.setValueAtTime(0.0001, at);
    loudness.gain.exponentialRampToValueAtTime(0.35, at + 0.02);
    loudness.gain.exponentialRampToValueAtTime(0.0001, at + 0.22);
    tone.connect(loudness).connect(audio.destination);
    tone.start(at);
    tone.stop(at + 0.24);
  }
}

/** Lets sound out after the first touch or key, as browsers demand. */
export function allowSoundAfterTouch(): void {
  const allow = () => {
    audio ??= new AudioContext();
    void audio.resume().then(() => (sound.blocked = false));
  };
  addEventListener('pointerdown', allow, { once: true });
  addEventListener('keydown', allow, { once: true });
}
