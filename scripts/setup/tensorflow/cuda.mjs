/** The CUDA packages that TensorFlow's wheel asks for under the extra `and-cuda`, as pip takes them, from the wheel's METADATA. */
export function cudaRequirements(metadata) {
  return [...metadata.matchAll(/^Requires-Dist: ([^;\n]+); extra == "and-cuda"/gm)].map((match) => match[1].trim())
}
