import { expect, test } from 'vitest'
import { restsOnText } from '../../../renderer/src/training/rests-on.ts'

test.each([
  [null, null, 'fixed on validation names at 1 % and 0.1 % false positives'],
  [
    { benign: 39736, unsure: 397, malicious: 39 },
    null,
    'fixed on 39,736 benign validation names: 397 (1.00 %) stand at or above “unsure”, 39 (0.10 %) would be blocked',
  ],
  [
    { benign: 2027, unsure: 6, malicious: 1 },
    'domain-net-1',
    'fixed on 2,027 benign validation names: 6 (0.30 %) stand at or above “unsure”, 1 (0.05 %) would be blocked; no more than with the model it was retrained from. So few names make a rough threshold: more validation names of your own settle it',
  ],
  [
    { benign: 0, unsure: 0, malicious: 0 },
    null,
    'fixed on 0 benign validation names: 0 stand at or above “unsure”, 0 would be blocked. So few names make a rough threshold: more validation names of your own settle it',
  ],
])('what thresholds rest on: %j, retrained from %s', (restsOn, parent, text) => {
  expect(restsOnText({ restsOn, parent })).toBe(text)
})
