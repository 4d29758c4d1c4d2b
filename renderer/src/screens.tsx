import type { ComponentType } from 'react'
import type { View } from './frame/address.ts'

/** What each view of the address shows. */
export const SCREENS: Partial<Record<View, ComponentType>> = {}
