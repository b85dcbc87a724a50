import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { useRouter } from 'vue-router';
import { mayDo } from '#contracts/access.js';
import { chooseTheme, theme } from '../../kit/preferences.js';
import { mute, muteEnd, unmute } from '../../kit/alarm-sound.js';
import { me, signOut } from '../../session/session.js';
import { useLanguage } from '../../words/words.js';
import { demo, demoAids, openDeskOf, switchCity } from '../demo/demo.store.js';
import { items } from '../stream/stream.store.js';
import { waitingWarnings } from '../warning/warning.store.js';
import { useWhistleLines } from '../whistle/palette.lines.js';
import { orgs, useOrgNames } from './org.store.js';
import type { PaletteLine } from './palette.view.js';

/** Everything that the palette can find or do right now. Only what works is offered. */
export function usePaletteLines(say: (failure: unknown) => void) {
  const { t } = useI18n();
  const router = useRouter();
  const { language, chooseLanguage } = useLanguage();
  const { nameOf } = useOrgNames();
  const attempt = (work: () => Promise<unknown>) => () => void work().catch(say);

  const things = computed<PaletteLine[]>(() =>
    items.value.map(({ incident, activation, section }) => ({
      id: incident.id,
      kind: section === 'running' ? 'response' : 'incident',
      title: incident.title,
      detail: `${incident.exercise ? t('kit.drill.word') : ''} ${t(`console.stream.section.${section}`)}`.trim(),
      words: incident.title,
      key: null,
      mark: section === 'running' ? 'running' : null,
      run: () =>
        void router.push(
          activation ? { name: 'live', params: { activationId: activation.id } } : { name: 'preview', params: { incidentId: incident.id } },
        ),
    })),
  );

  const warnings = computed<PaletteLine[]>(() =>
    waitingWarnings.value.map((warning) => ({
      id: warning.id,
      kind: 'warning',
      title: warning.headline || warning.event,
      detail: [warning.exercise ? t('kit.drill.word') : '', warning.issuedBy].filter(Boolean).join(' '),
      words: `${warning.headline} ${warning.hazard} ${warning.issuedBy}`,
      key: null,
      mark: null,
      run: () => void router.push({ name: 'warning', params: { warningId: warning.id } }),
    })),
  );

  const whistles = useWhistleLines();
  const places = computed<PaletteLine[]>(() => {
    const running = items.value.find((item) => item.section === 'running')?.activation ?? null;
    const place = (org: (typeof orgs.villages)[number], kind: 'unit' | 'village'): PaletteLine[] => {
      const title = nameOf(org.id);
      const unitId = kind === 'unit' ? org.id : org.unitId;
      const detail = kind === 'unit' ? t('console.palette.unit') : org.unitId ? nameOf(org.unitId) : '';
      const base = { kind, title, words: `${org.name} ${org.shortName ?? ''} ${org.nameEn ?? ''}`, key: null, mark: null };
      const live: PaletteLine[] =
        running && unitId && running.unitIds.includes(unitId)
          ? [
              {
                ...base,
                id: `${org.id}:live`,
                detail: t('console.palette.inLive', { detail }),
                run: () =>
                  void router.push({
                    name: 'live',
                    params: { activationId: running.id },
                    query: kind === 'unit' ? { unit: unitId } : { unit: unitId, org: org.id },
                  }),
              },
            ]
          : [];
      const desk: PaletteLine[] = demoAids.value
        ? [
            {
              ...base,
              id: `${org.id}:desk`,
              detail,
              title: t('console.demo.openDesk', { name: title }),
              run: attempt(() => openDeskOf(org.commandPointId)),
            },
          ]
        : [];
      return [...live, ...desk];
    };
    return [...orgs.units.flatMap((org) => place(org, 'unit')), ...orgs.villages.flatMap((org) => place(org, 'village'))];
  });

  const commands = computed<PaletteLine[]>(() => {
    const command = (id: string, title: string, key: string | null, run: () => void): PaletteLine => ({
      id,
      kind: 'command',
      title,
      detail: t('console.palette.command'),
      words: `${title} ${id}`,
      key,
      mark: null,
      run,
    });
    const roles = me.value?.roles ?? [];
    return [
      ...(mayDo(roles, 'incident.open')
        ? [command('open', t('console.open.action'), 'O', () => void router.push({ name: 'open-incident' }))]
        : []),
      ...(mayDo(roles, 'warning.read')
        ? [command('warnings', t('warning.toList'), null, () => void router.push({ name: 'warnings' }))]
        : []),
      ...(mayDo(roles, 'warning.receive')
        ? [command('upload', t('warning.upload.action'), null, () => void router.push({ name: 'warnings', query: { upload: 'yes' } }))]
        : []),
      ...(mayDo(roles, 'warning.issue')
        ? [command('issue', t('warning.issue.action'), null, () => void router.push({ name: 'issue-warning' }))]
        : []),
      ...whistles.commands.value,
      command('mute', muteEnd.value ? t('console.palette.unmute') : t('console.palette.mute'), 'M', () =>
        muteEnd.value ? unmute() : mute(),
      ),
      command('theme', theme.value === 'dark' ? t('console.palette.light') : t('console.palette.dark'), null, () =>
        chooseTheme(theme.value === 'dark' ? 'light' : 'dark'),
      ),
      command('language', language.value === 'en' ? '中文' : 'English', null, () =>
        chooseLanguage(language.value === 'en' ? 'zh-CN' : 'en'),
      ),
      ...(demoAids.value
        ? [
            command(
              'city',
              demo.online ? t('console.palette.cityOff') : t('console.demo.city'),
              null,
              attempt(() => switchCity(!demo.online)),
            ),
          ]
        : []),
      command(
        'sign-out',
        t('console.signOut'),
        null,
        attempt(() => signOut().then(() => router.push('/sign-in'))),
      ),
    ];
  });

  return computed(() => [...things.value, ...whistles.things.value, ...warnings.value, ...places.value, ...commands.value]);
}
