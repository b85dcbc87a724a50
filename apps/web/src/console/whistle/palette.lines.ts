import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { useRoute, useRouter, type RouteLocationRaw } from 'vue-router';
import { mayDo, type Permission } from '#contracts/access.js';
import { me } from '../../session/session.js';
import type { PaletteLine } from '../frame/palette.view.js';
import { inHand } from '../in-hand.js';
import { whistleFromHere } from './from-here.js';
import { openWhistles } from './whistle.store.js';

/** The open whistles and the pages about whistles, assignments, grid reports and scores, as the palette finds them. Only what works is offered. */
export function useWhistleLines() {
  const { t } = useI18n();
  const router = useRouter();
  const route = useRoute();

  const things = computed<PaletteLine[]>(() =>
    openWhistles.value.map((whistle) => ({
      id: whistle.id,
      kind: 'whistle',
      title: whistle.title,
      detail: [whistle.exercise ? t('kit.drill.word') : '', t(`whistle.kind.${whistle.kind}`), whistle.unitName].filter(Boolean).join(' '),
      words: `${whistle.title} ${t(`whistle.kind.${whistle.kind}`)} ${whistle.number} ${whistle.unitName} ${whistle.calls.map((call) => call.orgName).join(' ')}`,
      key: null,
      mark: null,
      run: () => void router.push({ name: 'whistle', params: { whistleId: whistle.id } }),
    })),
  );

  const commands = computed<PaletteLine[]>(() => {
    const command = (
      permission: Permission,
      id: string,
      title: string,
      to: () => RouteLocationRaw,
      key: string | null = null,
    ): PaletteLine[] =>
      mayDo(me.value?.roles ?? [], permission)
        ? [
            {
              id,
              kind: 'command',
              title,
              detail: t('console.palette.command'),
              words: `${title} ${id}`,
              key,
              mark: null,
              run: () => void router.push(to()),
            },
          ]
        : [];
    const blow = () => whistleFromHere(route, inHand.incidentId) ?? { name: 'blow-whistle' };
    return [
      ...command('whistle.blow', 'whistle', t('consoleWhistle.blow.title'), blow, 'W'),
      ...command('whistle.read', 'whistles', t('consoleWhistle.page.toList'), () => ({ name: 'whistles' })),
      ...command('whistle.read', 'rulings', t('consoleWhistle.ruling.title'), () => ({ name: 'whistle-ruling' })),
      ...command('grid-report.read', 'grid', t('gridReport.title'), () => ({ name: 'grid-reports' })),
      ...command('assignment.read', 'assignments', t('assignment.list'), () => ({ name: 'assignments' })),
      ...command('assignment.give', 'assign', t('assignment.give'), () => ({ name: 'give-assignment' })),
      ...command('score.read', 'scores', t('score.title'), () => ({ name: 'scores' })),
      ...command('stationed-review.read', 'stationed', t('stationedReview.title'), () => ({ name: 'stationed-reviews' })),
      ...command('whistle-rules.read', 'rules', t('consoleWhistle.rules.title'), () => ({ name: 'whistle-rules' })),
    ];
  });

  return { things, commands };
}
