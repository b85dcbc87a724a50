import { computed } from 'vue';
import { createI18n } from 'vue-i18n';
import { rememberedLanguage, rememberLanguage, type Language } from '../kit/preferences.js';
import enConsole from './en/console.js';
import enAssignment from './en/assignment.js';
import enBehalf from './en/behalf.js';
import enConsoleWhistle from './en/console-whistle.js';
import enGridReport from './en/grid-report.js';
import enScore from './en/score.js';
import enStationedReview from './en/stationed-review.js';
import enDesk from './en/desk.js';
import enInformationReport from './en/information-report.js';
import enKit from './en/kit.js';
import enSession from './en/session.js';
import enSignIn from './en/sign-in.js';
import enWarning from './en/warning.js';
import enWhistle from './en/whistle.js';
import zhConsole from './zh-CN/console.js';
import zhAssignment from './zh-CN/assignment.js';
import zhBehalf from './zh-CN/behalf.js';
import zhConsoleWhistle from './zh-CN/console-whistle.js';
import zhGridReport from './zh-CN/grid-report.js';
import zhScore from './zh-CN/score.js';
import zhStationedReview from './zh-CN/stationed-review.js';
import zhDesk from './zh-CN/desk.js';
import zhInformationReport from './zh-CN/information-report.js';
import zhKit from './zh-CN/kit.js';
import zhSession from './zh-CN/session.js';
import zhSignIn from './zh-CN/sign-in.js';
import zhWarning from './zh-CN/warning.js';
import zhWhistle from './zh-CN/whistle.js';

/** All words of the pages; one file per page and language. */
export const words = createI18n({
  legacy: false,
  locale: rememberedLanguage(),
  fallbackLocale: 'zh-CN',
  messages: {
    'zh-CN': {
      kit: zhKit,
      session: zhSession,
      signIn: zhSignIn,
      desk: zhDesk,
      console: zhConsole,
      warning: zhWarning,
      whistle: zhWhistle,
      informationReport: zhInformationReport,
      assignment: zhAssignment,
      behalf: zhBehalf,
      consoleWhistle: zhConsoleWhistle,
      gridReport: zhGridReport,
      score: zhScore,
      stationedReview: zhStationedReview,
    },
    en: {
      kit: enKit,
      session: enSession,
      signIn: enSignIn,
      desk: enDesk,
      console: enConsole,
      warning: enWarning,
      whistle: enWhistle,
      informationReport: enInformationReport,
      assignment: enAssignment,
      behalf: enBehalf,
      consoleWhistle: enConsoleWhistle,
      gridReport: enGridReport,
      score: enScore,
      stationedReview: enStationedReview,
    },
  },
});

const language = computed(() => words.global.locale.value as Language);
document.documentElement.lang = language.value;

/** The language in use, for requests (`Accept-Language`) and dates. */
export function currentLanguage(): Language {
  return language.value;
}

/** The language in use and how to change it; `pick` chooses between the two texts of a datum that comes in both. */
export function useLanguage() {
  return {
    language,
    chooseLanguage(chosen: Language) {
      words.global.locale.value = chosen;
      rememberLanguage(chosen);
      document.documentElement.lang = chosen;
    },
    pick: (zh: string, en: string | null | undefined) => (language.value === 'en' && en ? en : zh),
  };
}
