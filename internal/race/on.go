//go:build race

package race

// Detected tells tests that the race detector runs with them.
const Detected = true
