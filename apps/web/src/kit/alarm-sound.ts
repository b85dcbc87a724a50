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

const notes = [880, 660, 880, 660];
const noteSeconds = 0.24;
let ringsUntil = 0;
let owed = false;

/**
 * Two notes twice, one second. One ring at a time; nothing while muted. Before the first touch the browser lets no sound out: then the page says so,
 * and the ring is owed until that touch.
 */
export function ring(): void {
  if (sound.until > 0) return;
  audio ??= new AudioContext();
  sound.blocked = audio.state === 'suspended';
  owed = sound.blocked;
  if (sound.blocked || audio.currentTime < ringsUntil) return;
  ringsUntil = audio.currentTime + notes.length * noteSeconds;
  for (const [index, hertz] of notes.entries()) playNote(audio, hertz, audio.currentTime + index * noteSeconds);
}

function playNote(on: AudioContext, hertz: number, at: number): void {
  const tone = on.createOscillator();
  const loudness = on.createGain();
  tone.type = 'triangle';
  tone.frequency.value = hertz;
  loudness.gain.setValueAtTime(0.0001, at);
  loudness.gain.exponentialRampToValueAtTime(0.35, at + 0.02);
  loudness.gain.exponentialRampToValueAtTime(0.0001, at + 0.22);
  tone.connect(loudness).connect(on.destination);
  tone.start(at);
  tone.stop(at + noteSeconds);
}

/** Lets sound out after the first touch or key, as browsers demand. */
export function allowSoundAfterTouch(): void {
  const allow = () => {
    audio ??= new AudioContext();
    void audio.resume().then(() => {
      sound.blocked = false;
      if (owed) ring();
    });
  };
  addEventListener('pointerdown', allow, { once: true });
  addEventListener('keydown', allow, { once: true });
}
