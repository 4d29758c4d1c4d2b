/** Playwright calls this before the specs: they drive out/, so it must be what the sources say. */
export { bundled as default } from '../../../scripts/setup/bundle.mjs'
