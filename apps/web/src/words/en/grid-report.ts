/** Words of the grid reports in the console. */
export default {
  title: 'Grid reports',
  note: 'For what the town can do, write how; for the rest press W: what was written is not typed again.',
  state: { open: 'Open', handled: 'Handled', whistled: 'Whistled' },
  empty: { open: 'No report is open.', handled: 'No report was handled yet.', whistled: 'No report was whistled for yet.' },
  emptyNext: 'What villages and grid workers report stands here.',
  handle: 'Handled by the town',
  how: 'How it was handled',
  submit: 'Record it as handled',
  handled: '{matter}: recorded as handled',
  toWhistle: 'To its whistle',
  wrong: 'It does not say how',
};
