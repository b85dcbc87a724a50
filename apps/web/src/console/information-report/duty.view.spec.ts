import { deadlineOf, limitSpan, newlyOverdue, phaseOf, sortByUrgency } from './duty.view.js';

const at = (time: string): string => `2024-09-15T${time}:00Z`;
const now = Date.parse(at('10:00'));
const duty = (incidentId: string, since: string, dueAt: string, exercise = false) => ({
  incidentId,
  kind: 'follow-up' as const,
  nth: 1,
  since: at(since),
  dueAt: at(dueAt),
  exercise,
});

describe('duties to report', () => {
  it.each([
    ['09:00', '09:59', 'over'],
    ['09:00', '10:00', 'soon'],
    ['09:00', '10:19', 'soon'],
    ['09:00', '10:20', 'plain'],
    ['09:00', '13:00', 'plain'],
  ])('since %s and due at %s is %s at ten', (since, dueAt, phase) => {
    expect(phaseOf(duty('a', since, dueAt), now)).toBe(phase);
  });

  it('come by urgency: overdue, soon, the rest; the real before drills; then by deadline', () => {
    const sorted = sortByUrgency(
      [
        duty('plain', '09:00', '12:00'),
        duty('drill over', '06:00', '07:00', true),
        duty('soon', '09:00', '10:05'),
        duty('over later', '06:00', '09:00'),
        duty('over', '06:00', '08:00'),
        duty('drill soon', '09:00', '10:01', true),
      ],
      now,
    );
    expect(sorted.map(({ incidentId }) => incidentId)).toEqual(['over', 'over later', 'drill over', 'soon', 'drill soon', 'plain']);
  });

  it('ring once for each deadline that passes, and again when it moved and passed again', () => {
    const [past, ahead] = [duty('past', '06:00', '09:00'), duty('ahead', '09:00', '10:30')];
    const first = newlyOverdue([], [past, ahead], now);
    expect(first).toEqual({ known: [deadlineOf(past)], news: [past] });
    expect(newlyOverdue(first.known, [past, ahead], now).news).toEqual([]);
    const later = newlyOverdue(first.known, [past, ahead], Date.parse(at('10:31')));
    expect(later.news).toEqual([ahead]);
    const moved = { ...past, dueAt: at('09:30') };
    expect(newlyOverdue(later.known, [moved], now)).toEqual({ known: [deadlineOf(moved)], news: [moved] });
  });

  it.each([
    ['06:00', '06:30', 'minutes', 30],
    ['06:00', '07:00', 'minutes', 60],
    ['06:00', '09:00', 'hours', 3],
    ['06:00', '08:20', 'minutes', 140],
  ])('from %s to %s is said as %s', (since, dueAt, key, n) => {
    expect(limitSpan(at(since), at(dueAt))).toEqual({ key, n });
  });
});
