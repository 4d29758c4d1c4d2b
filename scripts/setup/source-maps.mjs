import { setSourceMapsSupport } from 'node:module'

/**
 * Loaded before the product, in each of its threads: errors name the line of the source. `--enable-source-maps` would keep the maps of all packages
 * in memory too, 20 MB for TensorFlow.js (docs/decisions/0171).
 */
setSourceMapsSupport(true, { nodeModules: false, generatedCode: false })
