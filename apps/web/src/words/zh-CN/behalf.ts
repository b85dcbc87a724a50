/** Words of the form by which an operator records what somebody telephoned. */
export default {
  action: '代办',
  title: '替{org}记一笔',
  what: '说了什么',
  tap: { acknowledge: '签收', arrive: '到场', note: '反馈', finish: '办结' },
  channel: '怎么说的',
  channels: { phone: '电话', radio: '对讲', 'in-person': '当面', sms: '短信', wechat: '微信' },
  speaker: '谁说的',
  words: '原话',
  submit: '替他记下',
  done: '已替{org}记下：{tap}',
  wrong: { tap: '没选说了什么', speaker: '没写谁说的', words: '没写原话', channel: '没选' },
};
