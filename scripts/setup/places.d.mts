export const root: string
export const modules: string
export const node24: string
export const binding: string
export const cache: string
