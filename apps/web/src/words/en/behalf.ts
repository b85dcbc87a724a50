/** Words of the form by which an operator records what somebody telephoned. */
export default {
  action: 'On behalf',
  title: 'On behalf of {org}',
  what: 'What was said',
  tap: { acknowledge: 'Acknowledge', arrive: 'On scene', note: 'Feedback', finish: 'Done' },
  channel: 'How',
  channels: { phone: 'By phone', radio: 'By radio', 'in-person': 'In person', sms: 'By SMS', wechat: 'By WeChat' },
  speaker: 'Who spoke',
  words: 'The words',
  submit: 'Record it',
  done: 'Recorded on behalf of {org}: {tap}',
  wrong: { tap: 'What was said is not chosen', speaker: 'Who spoke is missing', words: 'The words are missing', channel: 'Not chosen' },
};
