/** 1 malicious, 0 benign. */
export type Label = 0 | 1

const BENIGN = new Set([
  '0',
  '0.0',
  'benign',
  'legit',
  'legitimate',
  'good',
  'clean',
  'safe',
  'normal',
  'plain',
  'ham',
  'white',
  'allow',
  'allowed',
  'false',
  'no',
  '-1',
])
const MALICIOUS = new Set([
  '1',
  '1.0',
  'malicious',
  'bad',
  'evil',
  'malware',
  'phishing',
  'phish',
  'spam',
  'scam',
  'dga',
  'c2',
  'black',
  'block',
  'blocked',
  'honeypot',
  'tunneling',
  'tunnelling',
  'true',
  'yes',
])

/** Reads a label as the usual data sets write it; null for any other word. */
export function readLabel(text: string): Label | null {
  const word = text.trim().toLowerCase()
  if (BENIGN.has(word)) return 0
  return MALICIOUS.has(word) ? 1 : null
}
