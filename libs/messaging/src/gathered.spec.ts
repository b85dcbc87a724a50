import { Gathered } from './gathered.js';

describe('what is asked for within one turn', () => {
  it('is done together, and what is asked for later by itself', async () => {
    const done: number[][] = [];
    const gathered = new Gathered<number>(async (items) => void done.push([...items]));
    await Promise.all([gathered.add([1]), gathered.add([2, 3])]);
    await gathered.add([4]);
    expect(done).toEqual([[1, 2, 3], [4]]);
  });

  it('fails for each asker, and for nobody after', async () => {
    let fails = true;
    const gathered = new Gathered<number>(async () => {
      if (fails) throw new Error('away');
    });
    const answers = await Promise.allSettled([gathered.add([1]), gathered.add([2])]);
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    fails = false;
    await expect(gathered.add([1])).resolves.toBeUndefined();
  });
});
