import { contextBridge, ipcRenderer } from 'electron'
import { z } from 'zod'
import { bridgeOver } from './bridge.ts'

// zod may compile its parsers with `new Function`, which the page's policy refuses here too.
z.config({ jitless: true })

contextBridge.exposeInMainWorld('workstation', bridgeOver(ipcRenderer))
