/** Words of the grid reports in the console. */
export default {
  title: '网格上报',
  note: '镇里能办的写上怎么办的；办不了的，按 W 吹哨，写过的不用再写。',
  state: { open: '待办', handled: '已办', whistled: '已吹哨' },
  empty: { open: '没有待办的上报。', handled: '还没有办过的上报。', whistled: '还没有吹过哨的上报。' },
  emptyNext: '村里和网格员报上来的，都在这里。',
  handle: '镇里办了',
  how: '怎么办的',
  submit: '记下，办了',
  handled: '{matter}：已记下办了',
  toWhistle: '看这个哨',
  wrong: '没写怎么办的',
};
