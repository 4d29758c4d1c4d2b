import { existsSync } from 'node:fs'

/** A loaded NVIDIA driver shows itself here on Linux; only there a GPU library can be had. */
export function hasNvidia() {
  return process.platform === 'linux' && existsSync('/proc/driver/nvidia/version')
}
