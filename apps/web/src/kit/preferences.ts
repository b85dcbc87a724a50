import { ref, watchEffect } from 'vue';

export type Theme = 'light' | 'dark';

function remembered<T extends string>(key: string, allowed: readonly T[]): T | null {
  const value = localStorage.getItem(key);
  return allowed.find((one) => one === value) ?? null;
}

/** The theme in use: what the reader chose on this machine, else what the machine prefers. */
export const theme = ref<Theme>(
  remembered('muster.theme', ['light', 'dark'] as const) ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'),
);
watchEffect(() => (document.documentElement.dataset.theme = theme.value));

export function chooseTheme(chosen: Theme): void {
  theme.value = chosen;
  localStorage.setItem('muster.theme', chosen);
}

export type Language = 'zh-CN' | 'en';
export const languages = ['zh-CN', 'en'] as const satisfies readonly Language[];

/** The language chosen on this machine; zh-CN first. */
export const rememberedLanguage = (): Language => remembered('muster.language', languages) ?? 'zh-CN';

export function rememberLanguage(language: Language): void {
  localStorage.setItem('muster.language', language);
}
