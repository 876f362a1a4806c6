//go:build !race

package guideline_test

const raceDetector = false
