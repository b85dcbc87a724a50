import type { InformationReport } from '#contracts/information-report.js';
import { reportText } from './report.text.js';

const local = (time: string): string => new Date(`2024-09-15T${time}:00`).toISOString();
const report: InformationReport = {
  id: '0190a5d0-0000-7000-8000-000000000001',
  incidentId: '0190a5d0-0000-7000-8000-000000000002',
  exercise: false,
  number: 2,
  kind: 'follow-up',
  form: 'written',
  to: '市政府总值班室',
  givenAt: local('06:40'),
  filedAt: local('06:41'),
  by: { id: '0190a5d0-0000-7000-8000-000000000003', name: '值班员甲' },
  lateMinutes: 0,
  occurredAt: local('05:50'),
  place: '沿江路 8 号',
  source: '企业报告',
  nature: '阀门破裂，液氨泄漏。',
  scopeAndDamage: '厂区内',
  dead: 0,
  injured: 2,
  missing: null,
  trend: '泄漏减弱',
  measuresTaken: '堵漏，疏散 200 人',
};

describe('the text of a report', () => {
  it('has the usual form', () => {
    expect(reportText(report, '液氨泄漏')).toBe(
      [
        '突发事件信息续报（第 2 号，书面）',
        '事件：液氨泄漏',
        '报：市政府总值班室',
        '报出时间：2024年9月15日06时40分',
        '一、时间、地点：2024年9月15日05时50分，沿江路 8 号。',
        '二、信息来源：企业报告。',
        '三、性质：阀门破裂，液氨泄漏。',
        '四、影响范围和损失：厂区内。',
        '五、伤亡、失联：死亡 0 人，受伤 2 人，失联人数不详。',
        '六、发展趋势：泄漏减弱。',
        '七、已采取的措施：堵漏，疏散 200 人。',
        '后续情况续报。',
        '填报人：值班员甲',
      ].join('\n'),
    );
  });

  it('leaves out what an oral report left out, and numbers on', () => {
    const text = reportText(
      { ...report, kind: 'first', form: 'oral', source: '', scopeAndDamage: '', trend: '', measuresTaken: '' },
      '液氨泄漏',
    );
    expect(text).toContain('突发事件信息首报（第 2 号，口头）');
    expect(text.match(/^[一二三四五六七]、[^：]+/gmu)).toEqual(['一、时间、地点', '二、性质', '三、伤亡、失联']);
  });

  it('a drill says so first and last, and a final report promises nothing', () => {
    const lines = reportText({ ...report, exercise: true, kind: 'final' }, '液氨泄漏').split('\n');
    expect([lines[0], lines.at(-1)]).toEqual(['【演练】', '【演练，不是真实事件】']);
    expect(lines).not.toContain('后续情况续报。');
  });
});
