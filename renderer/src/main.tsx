import { mount } from './mount.tsx'
import { openBridge } from './wire/bridge.ts'

mount(openBridge())
